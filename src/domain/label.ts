import { z } from "zod";
import { describeDuration } from "./duration.ts";
import type { AdoptedEvidence, ApplicationAct, Evidence, HoldEvidence, SetEvidence } from "./evidence.ts";
import { missingFromSet } from "./group-snapshot-set.ts";
import { needsOfMariadb } from "./mariadb-act.ts";
import { parseGroupSnapshotName } from "./naming.ts";

export const Grade = z.enum(["A", "B", "C", "D", "E"]);
export type Grade = z.infer<typeof Grade>;

/** One need of one grade and whether it was observed. */
export const Reason = z.object({ grade: Grade, observed: z.boolean(), text: z.string() });
export type Reason = z.infer<typeof Reason>;

/** What we say of a group snapshot. No grade means incomplete: not a recovery point. */
export const Label = z.object({
  grade: Grade.optional(),
  text: z.string(),
  /** Why this grade, and why not a better one: every need that was looked at. */
  reasons: z.array(Reason),
});
export type Label = z.infer<typeof Label>;

/** Cinder's own comparison: any other spelling is not a consistent group type (cinder/volume/volume_utils.py, is_group_a_cg_snapshot_type). */
export const CONSISTENT_SPEC = "<is> True";

/**
 * Evidence → label. The grade is the highest whose every need was observed; nothing is subtracted, and what is absent
 * was not observed. A and B rest on the hold alone, C and D on the back end alone. A restore test may take the grade away,
 * as long as it is the newest that came to a verdict; nothing that it finds makes one better.
 */
export function labelOf(evidence: Evidence): Label {
  const label = labelWithoutTests(evidence);
  if (label.grade === undefined) return label;
  const tested = afterTests({ ...label, grade: label.grade }, evidence);
  return evidence.adopted === undefined ? tested : { ...tested, text: `${tested.text}, adopted` };
}

/** What would be said of it if its restore had never been tested. */
export function labelWithoutTests(evidence: Evidence): Label {
  const missing = missingFromSet(evidence.set);
  if (missing.length > 0) {
    return {
      text: "incomplete: not a recovery point",
      reasons: missing.map((text) => ({ grade: "E", observed: false, text })),
    };
  }
  if (evidence.adopted?.signed !== undefined) return labelOfStamps(evidence.adopted.signed, evidence);
  const reasons = [...needsOfB(evidence), ...needsOfA(evidence), ...needsOfC(evidence)];
  const met = (grade: Grade) =>
    reasons.filter((reason) => reason.grade === grade).every((reason) => reason.observed);
  if (met("B") && met("A")) return { grade: "A", text: "application-consistent (verified freeze)", reasons };
  if (met("B")) return { grade: "B", text: "filesystem-consistent (verified freeze)", reasons };
  if (met("C")) return { grade: "C", text: textOfC(evidence), reasons };
  if (loops(evidence)) return { grade: "D", text: textOfD(evidence), reasons };
  return { grade: "E", text: `complete, atomicity unknown: ${unknownBecause(evidence)}`, reasons };
}

/** What this installation itself once derived from all the evidence, and signed; only a torn canary is newer than that. */
function labelOfStamps(
  { grade, text, proof }: NonNullable<AdoptedEvidence["signed"]>,
  { canaryTorn }: Evidence,
): Label {
  const say = (said: string) => ({ grade, observed: true, text: said });
  const reasons = [
    say("its members' stamps, signed by this installation, say so; the evidence itself is lost"),
    ...(proof === "" ? [] : [say(`they say: ${proof}`)]),
  ];
  if (grade !== "C" || canaryTorn !== true) return { grade, text, reasons };
  const torn = { grade, observed: false, text: "no write-order canary was torn" };
  return { grade: "D", text: "non-atomic: per-volume snapshots", reasons: [...reasons, torn] };
}

function afterTests(label: Label & { readonly grade: Grade }, { tests, siblingFailed }: Evidence): Label {
  const { grade, text, reasons } = label;
  const because = (observed: boolean, why: string) => [...reasons, { grade, observed, text: why }];
  if (tests?.verdict === "failed") {
    const where = tests.phase === undefined ? "" : ` (${tests.phase})`;
    const why = `its restore test ${tests.runId} read its data back${where}: ${tests.text}`;
    return { text: `failed its restore test${where}: was grade ${grade}`, reasons: because(false, why) };
  }
  if (siblingFailed !== undefined) {
    const { point, runId } = siblingFailed;
    const why = `no point that was made the same way has failed its restore test (${point} has, in ${runId})`;
    return {
      grade,
      text: `${text}; a point made the same way failed its restore test`,
      reasons: because(false, why),
    };
  }
  if (tests === undefined) return label;
  const again =
    tests.failedBefore === undefined
      ? ""
      : `, after ${tests.failedBefore.runId} had failed: its grade is back`;
  return {
    grade,
    text: `${text}, tested`,
    reasons: because(true, `its data was verified in restore test ${tests.runId}${again}`),
  };
}

/** Is `grade` at least as good as `wanted`? No grade is worse than any. */
export const atLeast = (grade: Grade | undefined, wanted: Grade): boolean =>
  grade !== undefined && grade <= wanted;

const need =
  (grade: Grade) =>
  (observed: boolean, text: string): Reason => ({ grade, observed, text });

function needsOfB({ hold, set }: Evidence): Reason[] {
  const b = need("B");
  if (hold === undefined) return [b(false, "a freeze was held in the guests")];
  const every = (test: (server: HoldEvidence["servers"][number]) => boolean, text: string) =>
    b(hold.servers.every(test), text);
  return [
    frozenUnder(hold, set),
    every(
      (server) => server.mounts.every((mount) => mount.fsUuid !== undefined),
      "every frozen file system is known by its UUID",
    ),
    every(
      (server) => server.blockedBeforeCut,
      "writes were blocked on every frozen file system before the request went to Cinder",
    ),
    b(hold.availableBeforeThaw, "the group snapshot was seen available before the thaw was ordered"),
    every(
      (server) => server.blockedAfterCut,
      "the same writes were still blocked, without a gap, after that",
    ),
    every((server) => server.heldUntilOrdered, "every guest held until the thaw was ordered"),
    every((server) => server.watchdogQuiet, "no watchdog fired"),
    every((server) => server.thawProved, "the thaw was proved in every guest"),
    b(
      hold.windowMs <= hold.budgetMs,
      `the freeze window (${describeDuration(hold.windowMs)}) kept its budget of ${describeDuration(hold.budgetMs)}`,
    ),
    b(
      parseGroupSnapshotName(set.name)?.token === hold.token,
      "the group snapshot carries the token of this very hold",
    ),
  ];
}

function frozenUnder({ servers }: HoldEvidence, { members }: SetEvidence): Reason {
  const frozen = new Set(servers.flatMap((server) => server.mounts.flatMap((mount) => mount.volumeIds)));
  const loose = members.filter((member) => !frozen.has(member.volumeId)).map((member) => member.role);
  const text = "every volume of the group lies under a file system that this hold froze";
  return need("B")(loose.length === 0, loose.length === 0 ? text : `${text} (not: ${loose.join(", ")})`);
}

function needsOfA({ hold }: Evidence): Reason[] {
  const acts = hold?.servers.flatMap((server) => server.acts) ?? [];
  if (acts.length === 0)
    return [need("A")(false, "the application itself took part (a database or hook recipe with proof)")];
  return acts.flatMap(needsOfAct);
}

function needsOfAct(act: ApplicationAct): Reason[] {
  const a = need("A");
  switch (act.kind) {
    case "postgresql": {
      const who = `PostgreSQL "${act.cluster}"`;
      return [
        a(act.pathsFrozen, `${who}: data directory, WAL and tablespaces lie on frozen volumes of the group`),
        a(act.checkpointAdvanced, `${who}: a checkpoint was completed in this run`),
        a(act.fsync && act.fullPageWrites, `${who}: fsync and full_page_writes are on`),
        a(act.sameServer, `${who}: the same server process answered before and after`),
      ];
    }
    case "mariadb":
      return needsOfMariadb(act).map(([observed, text]) => a(observed, `MariaDB "${act.name}": ${text}`));
    case "hook":
      return [
        a(act.provedAfterFreeze, `hook "${act.name}": its proof held after the freeze`),
        a(act.provedBeforeThaw, `hook "${act.name}": its proof held again before the thaw`),
      ];
  }
}

function needsOfC({ backend, canaryTorn }: Evidence): Reason[] {
  const c = need("C");
  const spec = backend.groupTypeSpec;
  return [
    c(
      spec === CONSISTENT_SPEC,
      `the group type's spec is exactly ${CONSISTENT_SPEC}${spec === CONSISTENT_SPEC ? "" : ` (${spec === undefined ? "not readable" : spec === null ? "it has none" : `it is ${spec}`})`}`,
    ),
    c(
      backend.poolCapability === true,
      `the pool says that it takes consistent group snapshots${backend.poolCapability === undefined ? " (not readable)" : ""}`,
    ),
    c(
      backend.driver?.verdict === "atomic",
      backend.driver === undefined
        ? "the driver is known to cut all volumes at one moment (not known)"
        : `the driver ${backend.driver.driver ?? ""} is known to cut all volumes at one moment (${backend.driver.by === "declared" ? "declared by the operator" : "knowledge base"}: ${backend.driver.verdict})`,
    ),
    c(canaryTorn !== true, "no write-order canary was torn"),
  ];
}

/** Known not to be atomic: of what would be C, a torn canary shows it; of what is not even known, it makes nothing better. */
function loops(evidence: Evidence): boolean {
  const { canaryTorn: _, ...untorn } = evidence;
  return (
    evidence.backend.driver?.verdict === "loops" ||
    (evidence.canaryTorn === true && needsOfC(untorn).every(({ observed }) => observed))
  );
}

const textOfC = ({ backend }: Evidence): string =>
  backend.driver?.by === "declared"
    ? "atomic as declared by the operator, crash-consistent"
    : "atomic, crash-consistent";

function textOfD({ set }: Evidence): string {
  const skew = skewBoundMs(set.requestedAt, set.availableAt);
  return `non-atomic: per-volume snapshots${skew === undefined ? "" : `, taken at most ${describeDuration(skew)} apart`}`;
}

/** Upper bound of the time between the first and the last member's cut, ms. Cinder's own timestamps cannot show it. */
export function skewBoundMs(requestedAt: string, availableAt: string | undefined): number | undefined {
  return availableAt === undefined
    ? undefined
    : Math.max(0, Date.parse(availableAt) - Date.parse(requestedAt));
}

function unknownBecause({ backend, canaryTorn }: Evidence): string {
  if (canaryTorn === true) return "a write-order canary was torn";
  if (backend.unread.length > 0) return backend.unread.join("; ");
  if (backend.driver === undefined)
    return "the driver behind the pool is not known; declare it in config under clouds.<name>.backends";
  return "the group type or the pool does not say that group snapshots are consistent";
}
