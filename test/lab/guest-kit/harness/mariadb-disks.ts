import { type Disk, makeDisk, thawByHand } from "./disk.ts";
import type { MariadbDisks } from "./mariadb.ts";
import { openToAll } from "./postgres.ts";

export const mariadbRoles = ["data", "redo", "binlog", "undo"] as const;
export type MariadbRole = (typeof mariadbRoles)[number];

/** What a MariaDB server's data is spread over: a disk for each kind of its files. */
export interface SpreadDisks extends AsyncDisposable {
  readonly of: Readonly<Record<MariadbRole, Disk>>;
  readonly mounts: MariadbDisks;
  /** Whatever a failed test left frozen. */
  thaw(): Promise<void>;
}

export async function makeMariadbDisks(): Promise<SpreadDisks> {
  await using stack = new AsyncDisposableStack();
  const make = async (fs: "ext4" | "xfs") => {
    const disk = stack.use(await makeDisk(fs));
    await openToAll(disk);
    return disk;
  };
  const of = {
    data: await make("ext4"),
    redo: await make("xfs"),
    binlog: await make("ext4"),
    undo: await make("ext4"),
  };
  const kept = stack.move();
  return {
    of,
    mounts: {
      data: of.data.mount,
      redo: of.redo.mount,
      binlog: of.binlog.mount,
      undo: of.undo.mount,
    },
    async thaw() {
      for (const role of mariadbRoles) await thawByHand(of[role].mount);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
