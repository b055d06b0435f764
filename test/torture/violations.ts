import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

const View = z.object({ id: z.string(), state: z.string(), result: z.unknown() });
const Report = z.object({
  views: z.array(View),
  clickedRun: z.string(),
  openHolds: z.number(),
  audit: z.object({ intact: z.boolean(), rows: z.number().optional() }),
});

const effects = ["main-1 window", "main-1 refused", "main-1 compensate", "child-1 child", "second-1 second"];

/** Holds the journal's final word against what the outside ledger saw. Returns what must not be. */
export function violationsOf(ledger: string, stdout: string): string[] {
  const report = Report.parse(JSON.parse(stdout));
  const lines = ledger.trimEnd().split("\n");
  return [
    ...[...effects, `${report.clickedRun} clicked`].flatMap((effect) => ofEffect(effect, lines)),
    ...ofOrder(lines),
    ...ofReport(report, lines),
  ];
}

/** Each effect happened at least once, and never again after its result was journaled. */
function ofEffect(effect: string, lines: readonly string[]): string[] {
  const did = valuesOf(`did ${effect} `, lines);
  const got = new Set(valuesOf(`got ${effect} `, lines));
  const found: string[] = [];
  if (did.length === 0) found.push(`${effect} never happened`);
  if (got.size > 1) found.push(`${effect} gave ${got.size} different results`);
  if (effect === "main-1 refused") return found;
  if (!got.has(did.at(-1) ?? "")) found.push(`${effect} happened again after its result was journaled`);
  return found;
}

/** The failed step was final before it was compensated, and the queued run waited for the running one. */
function ofOrder(lines: readonly string[]): string[] {
  const first = (prefix: string): number => lines.findIndex((line) => line.startsWith(prefix));
  const last = (prefix: string): number => lines.findLastIndex((line) => line.startsWith(prefix));
  const found: string[] = [];
  if (last("did main-1 refused") > first("did main-1 compensate"))
    found.push("a failed step ran again after its compensation");
  if (Math.max(last("did main-1"), last("did child-1")) > first("did second-1"))
    found.push("two runs held one lock key");
  return found;
}

function ofReport(report: z.infer<typeof Report>, lines: readonly string[]): string[] {
  const value = (effect: string): string | undefined => valuesOf(`got ${effect} `, lines).at(-1);
  const found: string[] = [];
  const expected = {
    "main-1": {
      startedAt: Number(value("main-1 now")),
      held: value("main-1 window"),
      refusal: "refused: not this time, ask again",
      answer: { kind: "message", value: { yes: true } },
      late: { kind: "deadline" },
      child: value("child-1 child"),
    },
    "child-1": value("child-1 child"),
    "second-1": value("second-1 second"),
    [report.clickedRun]: value(`${report.clickedRun} clicked`),
  };
  if (new Set(valuesOf("got main-1 now ", lines)).size !== 1) found.push("a journaled time changed");
  if (report.views.length !== 4) found.push(`${report.views.length} runs instead of 4`);
  for (const [id, result] of Object.entries(expected)) {
    const view = report.views.find((candidate) => candidate.id === id);
    if (view?.state !== "done") found.push(`${id} is ${view?.state}`);
    if (!isDeepStrictEqual(view?.result, result))
      found.push(`${id} ended with ${JSON.stringify(view?.result)}`);
  }
  if (report.openHolds !== 0) found.push(`${report.openHolds} holds were left open`);
  if (!report.audit.intact || (report.audit.rows ?? 1) % 2 !== 0) found.push("the audit chain is not whole");
  return found;
}

const valuesOf = (prefix: string, lines: readonly string[]): string[] =>
  lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
