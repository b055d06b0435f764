import { setTimeout as delay } from "node:timers/promises";
import type { Kit } from "../../test/lab/guest-kit/harness/kit.ts";
import type { Application } from "./brought.ts";

/** One hold of one application, ms. */
export interface HoldTimes {
  /** Before the window: checkpoint, flush. */
  readonly preparedMs: number;
  /** From FREEZE to FROZEN, as the bot sees it. */
  readonly freezeMs: number;
  /** First freezer to last thaw, by the guest's own clock; its steps are 10 ms. */
  readonly frozenMs: number;
  /** The longest that one operation of the load took, around the hold. */
  readonly longestMs: number;
  /** How many it did in the second before. */
  readonly operations: number;
}

/** Freezes as soon as the load runs, proves, and thaws at once. */
export async function hold(kit: Kit, { recipe, disks, load }: Application): Promise<HoldTimes> {
  await using work = await load();
  const holder = kit.serve();
  await holder.say("HELLO protocol=1 instance=bench run=run-1", "HELLO");
  for (const [role, disk] of Object.entries(disks))
    await holder.say(`VOLUME role=${role} serial=${disk.volumeId}`, "VOLUME");
  await holder.say(`RECIPE stage=1 id=0 ${recipe}`, "RECIPE");
  await delay(1_000);
  const operations = work.longest().operations;
  const asked = performance.now();
  await holder.say("PREPARE", "PREPARED");
  // A recipe that has something to say of its own says it before.
  const preparedMs = performance.now() - asked;
  await holder.say("ARM token=token-bench budget_ms=10000 silence_ms=10000", "ARMED");
  const begun = performance.now();
  await holder.say("FREEZE stage=1", "FROZEN");
  const freezeMs = performance.now() - begun;
  await holder.say("PROVE", "PROOF frozen=");
  const thawed = await holder.say("THAW token=token-bench", "THAWED cause=ordered");
  await delay(500);
  const { longestMs } = work.longest();
  await holder.say("COLLECT", "COLLECTED");
  await holder.say("BYE", "BYE");
  await holder.exited;
  return {
    preparedMs,
    freezeMs,
    frozenMs: Number(/frozen_ms=(\d+)/.exec(thawed)?.[1]),
    longestMs,
    operations,
  };
}
