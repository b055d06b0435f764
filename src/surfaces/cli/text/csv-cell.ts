/** One cell, RFC 4180. What a spreadsheet would take for a formula is made text: names come from whoever may write to a project. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
