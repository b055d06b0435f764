import type { RunView } from "#engine/port.ts";
import type { Answer, Asked } from "./answer.ts";
import { ok } from "./verb.ts";
import { withSession } from "./with-session.ts";

/** `cancel RUN`: asks a run to stop. Does not wait for its end: what is frozen is thawed in order first. */
export function cancelVerb(asked: Asked, runId: string): Promise<Answer> {
  const { signal, backstage } = asked;
  const { reason } = asked.arguments;
  return withSession(asked, async ({ operations }) => {
    const actor = await backstage.actor();
    const run = await operations.cancel({ runId, reason, actor }, signal);
    return ok(`run ${run.id}: ${said(run)}`, run);
  });
}

const said = ({ state }: RunView): string =>
  state === "cancelled"
    ? "cancelled"
    : "asked to stop. What is frozen is thawed in order first; without a running bot the next start ends it";
