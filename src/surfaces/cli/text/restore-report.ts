import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import { type RestorePhase, type RestoreReport, whyNotMeasured } from "#domain/restore/report.ts";
import { approvedText } from "./approved.ts";
import { restoredThings } from "./restored-things.ts";
import { rows } from "./rows.ts";

/** The answer to `restore`: how far it came first, then each phase for itself, then what is there now and what to do with it. */
export function restoreReportText(report: RestoreReport): string {
  const { volumes, server, checks, left, state, cutOver } = report;
  return [
    report.headline,
    ...rows([
      ["restore", report.runId],
      ["phases", ...phases(report)],
      ["rto", rto(report)],
      ["checks", ...checks.map((one) => `${verdict(one)} ${one.check}: ${one.text}`)],
      ["approved by", approvedText(report) ?? "nobody; no approval was asked for"],
      ["volumes", ...volumes.map(({ role, volumeId, name }) => `${role} ${volumeId} (${name})`)],
      ["server", server === undefined ? undefined : `${server.name} (${server.id})`],
      ["state", stateOf(report)],
      ["left", ...(state === "kept" ? keptThings(report) : restoredThings(left))],
      [
        "cut over",
        ...(cutOver.length === 0 ? [] : ["not done; for a person to read, change and run:", ...cutOver]),
      ],
      ["next", left.length === 0 ? undefined : `freezeframe discard ${report.runId} ends it`],
    ]),
  ].join("\n");
}

const verdict = ({ passed, skipped }: RestoreReport["checks"][number]): string =>
  skipped === true ? "skipped" : passed ? "passed" : "FAILED";

function phases({ phases, needsDatabase }: RestoreReport): string[] {
  return [
    phaseLine("volumes created", phases.volumesCreated),
    phases.booted === undefined ? phaseLine("attached", phases.attached) : phaseLine("booted", phases.booted),
    ...(needsDatabase ? [phaseLine("database recovered", phases.databaseRecovered)] : []),
    phaseLine("data verified", phases.dataVerified),
  ];
}

function phaseLine(name: string, phase: RestorePhase | undefined): string {
  if (phase === undefined) return `${name}: not reached`;
  const { ok, ms, text } = phase;
  return `${name}: ${ok ? "yes" : "FAILED"}, after ${describeDuration(ms)}${text === "" ? "" : `: ${text}`}`;
}

function rto(report: RestoreReport): string {
  const { rtoMs, objectiveMs } = report;
  const objective = objectiveMs === undefined ? "no objective" : `objective ${describeDuration(objectiveMs)}`;
  if (rtoMs === undefined) return `not measured, as ${whyNotMeasured(report)}; ${objective}`;
  const missed = objectiveMs !== undefined && rtoMs > objectiveMs ? "MISSED: " : "";
  return `${missed}${describeDuration(rtoMs)} until the data was verified; ${objective}`;
}

function stateOf({ state, expiresAt }: RestoreReport): string {
  switch (state) {
    case "kept":
      return expiresAt === undefined ? "kept" : `kept until ${toMinute(expiresAt)}`;
    case "torn down":
      return "torn down: nothing of it is there";
    case "left behind":
      return "LEFT BEHIND: some of it could not be removed";
  }
}

/** What is there on purpose is ended by discard; commands only for what is there for another reason. */
const keptThings = ({ left }: RestoreReport): string[] =>
  left.flatMap((thing) => restoredThings([thing.why === undefined ? { ...thing, remedy: [] } : thing]));
