import { DomainError } from "#domain/errors.ts";
import { restoreIdOf } from "#domain/restore/names.ts";
import type { RestoreReport } from "#domain/restore/report.ts";
import { readApprovalValue } from "../approval-value.ts";
import { readRestoreValue } from "../restore-value.ts";
import { cutOverModal, planModal, restoreReceipt } from "../views/index.ts";
import type { OnClick } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { showWindow } from "./show-window.ts";
import { OLD_BUTTON, STOPPING } from "./standing-refusals.ts";

/** *Plan*: the whole of what is put before the approvers. */
export const onPlan: OnClick = async ({ value, trigger, reply }, deps, signal) => {
  const about = readApprovalValue(value);
  if (about === undefined) return reply.later(OLD_BUTTON);
  const read = async () => planModal(await deps.operations.approval(about.approval));
  const otherwise = `click again, or freezeframe approvals ${about.approval} on the command line`;
  await showWindow({ trigger, title: "Plan", read, otherwise }, reply, deps, signal);
};

/** *Cut-over…*: the commands, as long as what they are about is there. */
export const onCutOver: OnClick = async ({ value, trigger, reply }, deps, signal) => {
  const id = readRestoreValue(value);
  if (id === undefined) return reply.later(OLD_BUTTON);
  const read = async () => cutOverModal(await keptReport(id, deps));
  const otherwise = "click again, or freezeframe restores on the command line";
  await showWindow({ trigger, title: "Cut-over", read, otherwise }, reply, deps, signal);
};

async function keptReport(id: string, { operations }: Deps): Promise<RestoreReport> {
  const restoreId = restoreIdOf(id);
  const found = (await operations.restores()).find((restore) => restore.id === restoreId);
  if (found?.report !== undefined && found.report.cutOver.length > 0) return found.report;
  throw new DomainError("refused", `nothing of restore ${restoreId} is there to be put in place`, {
    next: "freezeframe restores tells what is there",
  });
}

/** *Discard*, after it was confirmed. Who may is the operation's to say. */
export const onDiscard: OnClick = async ({ value, trigger, actor, reply }, deps, signal) => {
  const restore = readRestoreValue(value);
  if (restore === undefined) return reply.later(OLD_BUTTON);
  if (deps.stopping()) return reply.later(STOPPING);
  try {
    const requested = await deps.operations.discard({ restore, actor, trigger }, signal);
    await reply.later(restoreReceipt(requested, await aboutDiscard(restore, deps)));
  } catch (error) {
    await reply.later(deps.refused(error));
  }
};

/** For the receipt of a discard that was begun. */
export async function aboutDiscard(
  restore: string,
  { operations, channel }: Deps,
): Promise<Parameters<typeof restoreReceipt>[1]> {
  const ids = [restore, restoreIdOf(restore)];
  const application = (await operations.restores()).find(({ id }) => ids.includes(id))?.application;
  const known = application !== undefined && operations.applications().includes(application);
  return {
    what: "discard",
    application: application ?? restore,
    channel: known ? (operations.application(application).channel ?? channel) : channel,
  };
}
