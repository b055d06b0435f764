import { DomainError } from "#domain/errors.ts";
import { runbookOf } from "#domain/failure/repairs.ts";
import { runbookEntry } from "#domain/failure/runbook-entry.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { type IncidentValue, readIncidentValue } from "../incident-value.ts";
import { type Message, receipt, runbookModal, statusAnswer } from "../views/index.ts";
import type { Clicked, OnClick } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { showWindow } from "./show-window.ts";
import { tidyIncident } from "./stale-message.ts";
import { OLD_BUTTON, STOPPING } from "./standing-refusals.ts";
import { startCleanup } from "./start-cleanup.ts";

/** *Retry*, after it was confirmed: as `/ff snapshot`, by whoever clicks, and one click is one run. It is told in the thread. */
export const onRetry: OnClick = onFailure(async (about, clicked, deps, signal) => {
  const { application, incident } = about;
  const { actor, trigger } = clicked;
  const { operations } = deps;
  const asked = { application, incident, reason: "again, after it failed", actor, trigger };
  const requested = await operations.snapshot(asked, signal);
  return receipt(requested, application, {
    channel: operations.application(application).channel ?? deps.channel,
  });
});

/** *Clean up…*: a request for exactly what the failed runs have left behind; planned, approved, then looked at again. */
export const onRepairCleanUp: OnClick = onFailure(
  ({ application, incident }, { actor, trigger }, deps, signal) =>
    startCleanup({ application, only: incident, actor, trigger }, deps, signal),
);

/** *Thaw state*: the guests are asked now. */
export const onThawState: OnClick = onFailure(
  async ({ application }, _clicked, { operations, clock }, signal) =>
    statusAnswer(await operations.status(application, signal), clock.now()),
);

/** *Runbook*: what docs/runbook.md has for what failed, in a window. */
export const onRunbook: OnClick = async (clicked, deps, signal) => {
  const { value, trigger, reply } = clicked;
  const about = readIncidentValue(value);
  if (about === undefined) return reply.later(OLD_BUTTON);
  const read = async () => {
    const headings = runbookOf((await incidentOf(about, deps)).failure ?? { runs: [], left: [] });
    const page = await deps.runbook();
    const entries = headings.flatMap((heading) => {
      const text = runbookEntry(page, heading);
      return text === undefined ? [] : [{ heading, text }];
    });
    return runbookModal(entries);
  };
  await showWindow(
    { trigger, title: "Runbook", read, otherwise: "docs/runbook.md has it" },
    reply,
    deps,
    signal,
  );
};

async function incidentOf({ incident: id }: IncidentValue, { operations }: Deps): Promise<Incident> {
  const found = (await operations.incidents()).find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new DomainError("not-found", `there is no incident "${id}" any more`, {
    next: "docs/runbook.md has it",
  });
}

type Act = (about: IncidentValue, clicked: Clicked, deps: Deps, signal: AbortSignal) => Promise<Message>;

function onFailure(act: Act): OnClick {
  return async (clicked, deps, signal) => {
    const { reply } = clicked;
    const about = readIncidentValue(clicked.value);
    if (about === undefined) return reply.later(OLD_BUTTON);
    if (deps.stopping()) return reply.later(STOPPING);
    try {
      await reply.later(await act(about, clicked, deps, signal));
    } catch (error) {
      await reply.later(deps.refused(error));
    }
    await tidyIncident(about.incident, clicked, deps, signal);
  };
}
