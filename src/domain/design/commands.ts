import type { BackEnd } from "./back-end.ts";
import { clientParts, setupStep } from "./clients.ts";
import { commanded } from "./commanded.ts";
import { heading, type Part, type Section } from "./document.ts";
import type { DesignFacts } from "./facts.ts";
import { groupSteps } from "./group-steps.ts";
import { restoreSteps } from "./restore-steps.ts";
import { snapshotSteps } from "./snapshot-steps.ts";
import type { Step } from "./step.ts";
import { typeSteps } from "./type-steps.ts";

/** (b) From group type to clean-up, as commands and as plain REST, with the ids of this cloud. */
export function commands(facts: DesignFacts, home: BackEnd | undefined): Section {
  const given = commanded(facts, home);
  const all = (steps: readonly Step[]): Part[] => steps.map((step) => ({ kind: "step", step }));
  return {
    key: "b",
    title: "Commands",
    parts: [
      ...clientParts(facts.cloud.as, facts.cloud.url),
      ...all([setupStep]),
      heading("Types and group"),
      ...all(typeSteps(given)),
      ...all(groupSteps(given)),
      heading("Freeze, snapshot, thaw"),
      ...all(snapshotSteps(given)),
      heading("Restore, attach, clean up"),
      ...all(restoreSteps(given)),
    ],
  };
}
