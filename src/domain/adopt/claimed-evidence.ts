import { fromIso } from "#support/clock.ts";
import type { Evidence } from "../evidence.ts";
import type { StampClaims } from "../stamp.ts";

type Claimed = Pick<Evidence, "canaryTorn" | "tests" | "siblingFailed">;

/**
 * What restore tests had shown of a point, out of its signed stamp; the words of a failed one are lost. Undefined: the
 * stamp says something that this version cannot read, so nothing may be concluded from it.
 */
export function claimedEvidence(claims: StampClaims): Claimed | undefined {
  const tests = claims.test === "" ? undefined : testOf(claims.test);
  const siblingFailed = claims.doubt === "" ? undefined : doubtOf(claims.doubt);
  const unread =
    (claims.test !== "" && tests === undefined) ||
    (claims.doubt !== "" && siblingFailed === undefined) ||
    !["", "torn"].includes(claims.canary);
  if (unread) return undefined;
  return {
    ...(claims.canary === "torn" ? { canaryTorn: true } : {}),
    ...(tests === undefined ? {} : { tests }),
    ...(siblingFailed === undefined ? {} : { siblingFailed }),
  };
}

function testOf(text: string): Evidence["tests"] {
  const [, verdict, at = "", runId, phase] =
    /^(passed|failed) (\S+) (\S+)(?: (recovery|checks))?$/.exec(text) ?? [];
  const time = fromIso(at);
  if (runId === undefined || Number.isNaN(time)) return undefined;
  if (verdict === "passed")
    return { verdict, runId, at: time, text: "every check of the restored data passed" };
  const failed = { verdict: "failed", runId, at: time, text: "what it found is lost" } as const;
  return phase === "recovery" || phase === "checks" ? { ...failed, phase } : failed;
}

function doubtOf(text: string): Evidence["siblingFailed"] {
  const [point, runId, at = "", ...rest] = text.split(" ");
  const time = fromIso(at);
  if (!point || !runId || Number.isNaN(time) || rest.length > 0) return undefined;
  return { point, runId, at: time };
}
