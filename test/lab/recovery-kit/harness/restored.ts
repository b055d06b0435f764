import { type Attached, attach } from "./attached.ts";
import type { RecoveryHouse } from "./recovery-house.ts";
import type { KitProcess } from "./recovery-kit.ts";
import type { Source } from "./source.ts";

export const hello = (run = "run-1", more = ""): string =>
  `HELLO protocol=1 instance=test run=${run} nonce=0123456789abcdef${more}`;

/** The three restored volumes of a source, attached. */
export interface Restored extends AsyncDisposable {
  readonly data: Attached;
  readonly wal: Attached;
  readonly config: Attached;
  readonly all: readonly Attached[];
}

export async function restore(source: Source): Promise<Restored> {
  const data = await attach(source.images.data);
  const wal = await attach(source.images.wal);
  const config = await attach(source.images.config);
  const all = [data, wal, config];
  return {
    data,
    wal,
    config,
    all,
    async [Symbol.asyncDispose]() {
      for (const disk of all) await disk[Symbol.asyncDispose]();
    },
  };
}

const find = (role: string, disk: Attached) => `FIND role=${role} serial=${disk.volumeId} wait_ms=0`;

/** A conversation in which the three disks have been found. */
export async function found(house: RecoveryHouse, greeting = hello(house.run)): Promise<KitProcess> {
  const one = house.kit.serve();
  await one.say(greeting, "HELLO");
  for (const role of ["config", "wal", "data"] as const)
    await one.say(find(role, house.disks[role]), "FOUND");
  return one;
}

/** … are mounted as in production. */
export async function mounted(house: RecoveryHouse, greeting?: string): Promise<KitProcess> {
  const one = await found(house, greeting);
  for (const role of ["config", "wal", "data"] as const)
    await one.say(`MOUNT role=${role} mount=${house.source.mounts[role]}`, "MOUNTED");
  return one;
}

/** … and the database runs. */
export async function started(house: RecoveryHouse, greeting?: string): Promise<KitProcess> {
  const one = await mounted(house, greeting);
  await one.say("START role=data cluster=main", "STARTED");
  return one;
}

export const sqlLine = (id: number, sql: string, database = "orders"): string =>
  `VERIFY id=${id} kind=sql database=${database} sql=${Buffer.from(sql).toString("base64").replaceAll("=", "%3D")}`;
