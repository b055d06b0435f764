import { mkdirSync, statfsSync, statSync } from "node:fs";
import { DomainError } from "#domain/errors.ts";

/** Magic numbers of statfs(2) and linux/magic.h: file systems whose locks or fsync SQLite cannot rely on. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB 2"],
  [0x65735546, "FUSE"],
  [0x00c36400, "Ceph"],
  [0x5346414f, "AFS"],
  [0x01021997, "9P"],
  [0x0bd00bd0, "Lustre"],
  [0x01161970, "GFS2"],
  [0x7461636f, "OCFS2"],
]);

/**
 * Makes the directory (0700) or checks that it is fit to hold the store: ours, closed to everyone else, and on a local
 * file system as far as statfs(2) can tell (Linux only). Throws DomainError `refused`.
 */
export function preparePrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(directory);
  if ((mode & 0o077) !== 0) {
    throw new DomainError(
      "refused",
      `the store's directory ${directory} has mode ${octal(mode)}, expected 700`,
      {
        next: `chmod 700 ${directory}, or name a directory of its own in config.yml`,
      },
    );
  }
  const self = process.geteuid?.();
  if (self !== undefined && uid !== self) {
    throw new DomainError(
      "refused",
      `the store's directory ${directory} belongs to user id ${uid}, but this process runs as ${self} and would leave files that the owner cannot write`,
      { next: `run as user id ${uid}` },
    );
  }
  const network = networkFileSystemName(statfsSync(directory).type);
  if (process.platform === "linux" && network !== undefined) {
    throw new DomainError(
      "refused",
      `the store's directory ${directory} is on ${network}, expected a local file system`,
      {
        next: "put the store on a local disk",
      },
    );
  }
}

/** The name of a network file system by its statfs(2) type; `undefined` for everything else. */
export const networkFileSystemName = (type: number): string | undefined => networkFileSystems.get(type >>> 0);

const octal = (mode: number): string => (mode & 0o777).toString(8);
