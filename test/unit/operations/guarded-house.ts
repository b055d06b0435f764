import { expect } from "vitest";
import type { Approval } from "#domain/approval.ts";
import type { BoundWorkflow } from "#engine/port.ts";
import type { DecideRequest } from "#operations/index.ts";
import { type House, named, openHouse, operator, signal } from "./house.ts";

export const boss = { slackId: "U0BOSS", name: "@cleo" };
export const chief = { slackId: "U0CHIEF", name: "@dan" };
const owners = { operators: ["U0OPS"], approvers: ["U0BOSS", "U0CHIEF"], quorum: 1 };
export const guarded = (change: Partial<typeof owners> = {}) =>
  named("orders", { approve: ["snapshot"], owners: { ...owners, ...change } });

type HouseOptions = NonNullable<Parameters<typeof openHouse>[0]>;

/** A house in which snapshots of `orders` need an approval, and what its workflow did. */
export function guardedHouse(options: HouseOptions = {}) {
  const taken: string[] = [];
  const workflow: BoundWorkflow = async (ctx) => {
    taken.push(ctx.runId);
    return { outcome: "ok" };
  };
  const house = openHouse({ workflow, applications: [guarded()], ...options });
  return { ...house, taken };
}

/** Asks for a snapshot and waits until its approval is in the store. */
export async function requested(house: House, more: { trigger?: string; reason?: string } = {}) {
  const answer = await house.operations.snapshot(
    { application: "orders", actor: operator, reason: "before the upgrade", ...more },
    signal,
  );
  const { approvalId = "" } = answer;
  await expect.poll(() => house.records.approval(approvalId)).toBeDefined();
  // Its run has written all that it writes until somebody decides.
  await house.engine.idle();
  return { ...answer, approval: await house.operations.approval(approvalId) };
}

export const decision = (approval: Approval, change: Partial<DecideRequest> = {}): DecideRequest => ({
  approvalId: approval.id,
  what: "approve",
  digest: approval.digest,
  actor: boss,
  via: "slack",
  ...change,
});

export const acts = (house: House) => house.audit().map(({ act }) => String(act));
