import { afterAll, afterEach, beforeAll } from "vitest";
import { type Attached, expectNothingLeft } from "./attached.ts";
import { installRecoveryKit, type RecoveryKit } from "./recovery-kit.ts";
import { type Restored, restore } from "./restored.ts";
import { makeSource, type Source } from "./source.ts";

/** What the tests of one file work on: a kit, a database that has crashed, and copies of its disks. */
export interface RecoveryHouse<From = Source, Copies = Restored> {
  /** Of this file alone: processes are found, and killed, by it. */
  readonly run: string;
  readonly kit: RecoveryKit;
  readonly source: From;
  /** The newest copies. */
  readonly disks: Copies;
  /** Copies as the crash left them, in the place of the last ones. */
  restore(): Promise<Copies>;
}

export const recoveryHouse = (): RecoveryHouse => recoveryHouseOf(makeSource, restore);

/** Kit and database are there before the first test. After each one its conversations are ended, and nothing is left of them. */
export function recoveryHouseOf<
  From extends AsyncDisposable,
  Copies extends AsyncDisposable & { readonly all: readonly Attached[] },
>(make: () => Promise<From>, copy: (source: From) => Promise<Copies>): RecoveryHouse<From, Copies> {
  const run = `run-${process.pid}`;
  let kit: RecoveryKit | undefined;
  let source: From | undefined;
  let disks: Copies | undefined;
  beforeAll(async () => {
    kit = await installRecoveryKit();
    source = await make();
  });
  afterEach(async () => {
    await kit?.endAll();
    await expectNothingLeft(disks?.all ?? [], run, 30_000);
  });
  afterAll(async () => {
    await disks?.[Symbol.asyncDispose]();
    await source?.[Symbol.asyncDispose]();
    await kit?.[Symbol.asyncDispose]();
  });
  const house = {
    run,
    get kit() {
      return made("kit", kit);
    },
    get source() {
      return made("database", source);
    },
    get disks() {
      return made("restored disks", disks);
    },
    async restore() {
      await disks?.[Symbol.asyncDispose]();
      disks = await copy(house.source);
      return disks;
    },
  };
  return house;
}

function made<T>(what: string, thing: T | undefined): T {
  if (thing === undefined) throw new Error(`there is no ${what} yet`);
  return thing;
}
