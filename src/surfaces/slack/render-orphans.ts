import type { Application } from "#domain/application.ts";
import { DomainError } from "#domain/errors.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import type { Operations } from "#operations/index.ts";
import type { SlotRecords } from "./outbox/outbox.ts";
import type { Rendered } from "./outbox/rendered.ts";
import { orphansGoneMessage, orphansMessage, orphansReplacedMessage } from "./views/orphans-message.ts";

export interface OrphanSources {
  readonly operations: Pick<Operations, "orphans">;
  readonly applicationOf: (name: string) => Promise<Application | undefined>;
  readonly slots: Pick<SlotRecords, "openSlots">;
}

type About = Extract<MessageSlot["about"], { readonly kind: "orphans" }>;

/** Nobody in particular: who looks at what was told has not been told by that. */
const NOBODY = { slackId: undefined, name: "slack" };

/** What is there of an application's orphans now; the end of it once all are gone, or a newer message tells of them. */
export async function renderOrphans(
  { ts }: MessageSlot,
  { application, at }: About,
  { operations, applicationOf, slots }: OrphanSources,
): Promise<Rendered | undefined> {
  const newer = (await slots.openSlots()).some(
    ({ about }) => about.kind === "orphans" && about.application === application && about.at > at,
  );
  // What was never posted has nothing to take back.
  if (newer) return ts === undefined ? undefined : ended(orphansReplacedMessage(application));
  const report = await reportOf(application, operations);
  if (report === undefined || report.orphans.length === 0)
    return ts === undefined ? undefined : ended(orphansGoneMessage(application));
  const called = application === undefined ? undefined : await applicationOf(application);
  return { message: orphansMessage({ whose: application, report, called }), final: false, priority: "alert" };
}

const ended = (message: Rendered["message"]): Rendered => ({ message, final: true, priority: "final" });

/** Undefined: neither a manifest of it is there any more, nor anything of it. */
async function reportOf(
  application: string | undefined,
  operations: Pick<Operations, "orphans">,
): Promise<OrphanReport | undefined> {
  try {
    const report = await operations.orphans({ application, actor: NOBODY }, AbortSignal.timeout(READ_MS));
    if (application !== undefined) return report;
    const orphans = report.orphans.filter(({ record }) => record.orphan.application === undefined);
    return { ...report, orphans };
  } catch (cause) {
    if (cause instanceof DomainError && cause.kind === "not-found") return undefined;
    throw cause;
  }
}

/** The store alone is read. */
const READ_MS = 10_000;
