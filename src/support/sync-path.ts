import { closeSync, fsyncSync, openSync } from "node:fs";

/** Brings a file, or the names in a directory, onto the disk. Not for a file that SQLite has open: closing it takes the locks away. */
export function syncPath(path: string): void {
  const opened = openSync(path, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
