/** One word of a POSIX shell's command line, whatever people have called their things. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** What a role is called in names of shell variables. */
export const variableOf = (prefix: string, role: string): string =>
  `${prefix}_${role.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
