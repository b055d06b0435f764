import { readFile } from "node:fs/promises";
import type { Disk } from "./disk.ts";
import type { HolderProcess, Kit } from "./kit.ts";

export const hello = "HELLO protocol=1 instance=test run=run-1";

/** A conversation up to PREPARED: every disk one role (d0, d1 …), every disk its own stage from 1 up. */
export async function prepared(kit: Kit, disks: readonly Disk[]): Promise<HolderProcess> {
  const holder = kit.serve();
  await holder.say(hello, "HELLO");
  for (const [n, disk] of disks.entries()) {
    await holder.say(`VOLUME role=d${n} serial=${disk.volumeId} mount=${disk.mount}`, "VOLUME");
  }
  for (const n of disks.keys())
    await holder.say(`RECIPE stage=${n + 1} id=${n} kind=fsfreeze roles=d${n}`, "RECIPE");
  await holder.say("PREPARE", "PREPARED");
  return holder;
}

export interface HoldTimes {
  readonly budgetMs?: number;
  readonly silenceMs?: number;
  readonly token?: string;
}

/** The same with everything frozen and proved. */
export async function frozen(
  kit: Kit,
  disks: readonly Disk[],
  times: HoldTimes = {},
): Promise<HolderProcess> {
  const { budgetMs = 20_000, silenceMs = 20_000, token = "token-0001" } = times;
  const holder = await prepared(kit, disks);
  await holder.say(`ARM token=${token} budget_ms=${budgetMs} silence_ms=${silenceMs}`, "ARMED");
  for (const n of disks.keys()) await holder.say(`FREEZE stage=${n + 1}`, "FROZEN");
  await holder.say("PROVE", `PROOF frozen=${disks.length} blocked=${disks.length} watchdog=quiet`);
  return holder;
}

/** Pid of the watchdog of the hold that is open. */
export async function watchdogOf(kit: Kit): Promise<number> {
  const state = await readFile(`${kit.run}/state`, "utf8");
  return Number(/^watchdog=(\d+)$/m.exec(state)?.[1]);
}
