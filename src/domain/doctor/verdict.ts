import type { Finding } from "../finding.ts";

/** fail: no snapshot is taken. warn: it costs something. ok: nothing to mend. */
export type Verdict = "ok" | "warn" | "fail";

/** A finding in the doctor's three words: a note that costs something is a warning, one that costs nothing is fine. */
export function verdictOf({ severity, costs }: Finding): Verdict {
  if (severity === "error") return "fail";
  return severity === "warning" || costs !== undefined ? "warn" : "ok";
}
