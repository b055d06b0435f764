import type { OnClick } from "./clicked.ts";
import { showEvidence } from "./show-evidence.ts";

/** *Why?*: its value is a recovery point's id. */
export const onWhy: OnClick = ({ value: pointId, trigger, reply }, deps, signal) =>
  showEvidence({ trigger, pointId, read: () => deps.operations.evidence(pointId) }, reply, deps, signal);
