/** Is a kit of version `kit` as new as `since`, as three numbers? What is no version is older than any. */
export function kitKnows(kit: string, since: string): boolean {
  const [a, b] = [kit, since].map((text) => /^(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number));
  if (a === undefined || b === undefined) return false;
  const at = b.findIndex((number, index) => number !== a[index]);
  return at < 0 || (a[at] ?? 0) > (b[at] ?? 0);
}
