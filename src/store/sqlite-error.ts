/** SQLite's primary result code (sqlite.org/rescode.html) of an error thrown by `node:sqlite`; `undefined` for any other. */
export function sqliteErrorCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number")
    return undefined;
  return error.errcode & 0xff;
}
