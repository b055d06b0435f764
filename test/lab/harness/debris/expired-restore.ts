import { dirname, resolve } from "node:path";
import { expect } from "vitest";
import { openDatabase } from "#store/open-database.ts";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { systemClock } from "#support/clock.ts";
import { type ApplicationDir, document } from "../application-dir.ts";
import { everything, type Thing } from "../inventory.ts";
import { verbHere } from "../verb-here.ts";
import type { Debris } from "./debris.ts";
import type { DebrisHouse } from "./house.ts";

/** What a person has had restored, and whose time is over. Where the driver makes groups it is a group, else volumes one by one. */
export async function makeExpiredRestore(house: DebrisHouse, point: string): Promise<Debris[]> {
  const how = house.backEnd.volumeType === "atomic" ? "group" : "volumes";
  const wanted: readonly string[] = ["attachment", how === "group" ? "group" : "volume"];
  const made = await expiredRestore(house, point, how);
  return made
    .filter(({ kind }) => wanted.includes(kind))
    .map(({ kind, id }): Debris => {
      const of = kind === "group" || kind === "volume" ? kind : "attachment";
      return { class: "expired restore", kind: of, thing: id, by: "clean-up" };
    });
}

/** All that such a restore has made. No time to live is shorter than an hour, so it is set back in the store. */
export async function expiredRestore(
  { lab, dir }: DebrisHouse,
  point: string,
  how: "group" | "volumes",
): Promise<readonly Thing[]> {
  const known = new Set((await everything(lab)).map(({ id }) => id));
  const { code, result } = await verbHere(dir, "restore", dir.application, point, "--strategy", how);
  expect([code, result.state], JSON.stringify(result)).toEqual([4, "kept"]);
  await expire(dir, result.runId);
  return (await everything(lab)).filter(
    ({ id, name }) => name.startsWith(`ffr/${dir.instance}/`) && !known.has(id),
  );
}

/** Lets the time of a restore be over, as the store says; without a report it is counted from the plan. */
export async function expire(dir: ApplicationDir, runId: string): Promise<void> {
  const { store } = await document(dir.config);
  const database = openDatabase(resolve(dirname(dir.config), store.path), { clock: systemClock });
  try {
    const records = createRestoreRecords({ store: openStore(database), clock: systemClock });
    const record = await records.get(runId);
    if (record?.state !== "kept") throw new Error(`restore ${runId} is ${record?.state ?? "not on record"}`);
    const { report, plan, startedAt } = record;
    const over = { ...plan, ttlMs: 0 };
    const told = report && { report: { ...report, expiresAt: startedAt - 3_600_000 } };
    await records.save({ ...record, plan: over, ...told });
  } finally {
    database.close();
  }
}
