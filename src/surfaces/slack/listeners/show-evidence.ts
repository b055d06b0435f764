import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { evidenceModal } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import type { Reply } from "./reply.ts";
import { showWindow } from "./show-window.ts";

export interface WantedEvidence {
  /** Opens one modal, within 3 s of the click. */
  readonly trigger: string;
  readonly pointId: string;
  readonly read: () => Promise<RecoveryPoint>;
}

/** Why a point has its label, in a window. Never throws. */
export const showEvidence = (
  { trigger, pointId, read }: WantedEvidence,
  reply: Reply,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> =>
  showWindow(
    {
      ...{ trigger, title: "Evidence" },
      read: async () => evidenceModal(await read()),
      otherwise: `click again, or type /ff evidence ${pointId}`,
    },
    reply,
    deps,
    signal,
  );
