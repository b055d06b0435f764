/** Something in a file that its reader should change. */
export interface Problem {
  readonly file: string;
  /** From 1; 1:1 when the whole file is meant. */
  readonly line: number;
  readonly column: number;
  /** Key path, such as `group.volumes[1].role`; empty for the file itself. */
  readonly path: string;
  readonly message: string;
  /** Such as `did you mean "volumes"?` */
  readonly hint?: string | undefined;
}

/** `manifests/a.yml:4:3 group.volumes: expected …, got …; did you mean "…"?` */
export function problemText({ file, line, column, path, message, hint }: Problem): string {
  const where = path === "" ? `${file}:${line}:${column}` : `${file}:${line}:${column} ${path}`;
  return hint === undefined ? `${where}: ${message}` : `${where}: ${message}; ${hint}`;
}

/** By file, then by line: the order in which a person works through them. */
export const inReadingOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
