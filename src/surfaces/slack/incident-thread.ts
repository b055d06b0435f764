import { z } from "zod";
import type { Approval } from "#domain/approval.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { RunView } from "#engine/port.ts";
import { incidentRootId } from "./incident-slots.ts";
import type { Rendered } from "./outbox/rendered.ts";

interface Reads {
  readonly runOf: (id: string) => Promise<RunView | undefined>;
  readonly approvalOf: (id: string) => Promise<Approval | undefined>;
  readonly incidentOfRun: (runId: string) => Promise<Incident | undefined>;
}

/** The incident in whose thread a slot's message belongs; undefined: in none. */
export async function incidentOfSlot({ about }: MessageSlot, reads: Reads): Promise<string | undefined> {
  const { runOf, approvalOf, incidentOfRun } = reads;
  const ofRun = async (id: string | undefined): Promise<string | undefined> => {
    const run = id === undefined ? undefined : await runOf(id);
    return run && incidentOf(run);
  };
  switch (about.kind) {
    case "run":
    case "cleanup":
      return ofRun(about.runId);
    case "alert": {
      const incident = await incidentOfRun(about.runId);
      return incident?.failure?.runs[0]?.id === about.runId ? undefined : incident?.id;
    }
    case "approval":
    case "approval-outcome":
      return ofRun((await approvalOf(about.approvalId))?.runId);
    default:
      return undefined;
  }
}

/** The incident that a run was asked for to mend: a snapshot taken again, or a clean-up of what failed runs left behind. */
export function incidentOf({ workflow, input }: RunView): string | undefined {
  const read = Input.safeParse(input).data;
  return /^request-cleanup@/.test(workflow) ? read?.only : read?.incident;
}

const Input = z.object({ incident: z.string().optional(), only: z.string().optional() });

/**
 * The same message in the thread of an incident's alert; as it was where there is no such incident, or its alert is not known to be
 * posted. `broadcast`: somebody in the channel has to see it as well.
 */
export async function inThreadOf(
  incidentId: string | undefined,
  rendered: Rendered,
  sources: {
    readonly incidents: () => Promise<readonly Incident[]>;
    readonly slots: { slot(id: string): Promise<MessageSlot | undefined> };
    readonly broadcast: boolean;
  },
): Promise<Rendered> {
  const { incidents, slots, broadcast } = sources;
  const incident =
    incidentId === undefined ? undefined : (await incidents()).find(({ id }) => id === incidentId);
  const ts = incident && (await slots.slot(incidentRootId(incident)))?.ts;
  return ts === undefined
    ? rendered
    : { ...rendered, message: { ...rendered.message, thread: { ts, broadcast } } };
}
