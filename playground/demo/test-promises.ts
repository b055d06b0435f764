import type { Delivery } from "../slack/driver/delivery.ts";
import type { SimulatedSlack } from "../slack/simulated-slack.ts";
import { madeIn, nothingLeft } from "./made.ts";
import type { Promised } from "./promises.ts";
import type { Stage } from "./stage.ts";
import { type ToldTest, testMessages } from "./test-told.ts";

/** What each restore test keeps, whatever its verdict. */
export async function alwaysKept({ slack, world }: Stage, told: ToldTest): Promise<readonly Promised[]> {
  return [
    {
      text: `it says that nothing is left: ${said(told, /^🧹/u)}`,
      kept: told.lines.some((line) => /^🧹 .*nothing (is left|of it left)/iu.test(line)),
    },
    nothingLeft(await madeIn(world)),
    oneMessage(slack, told.runId),
  ];
}

export const receiptOf = ({ status, ms }: Delivery): Promised => ({
  text: `the receipt came at once (${Math.round(ms)} ms; Slack waits 3 s)`,
  kept: status === 200 && ms < 3_000,
});

/** The verdict comes first, and a tick is not put before anything else. */
export const headed = ({ lines }: ToldTest, verdict: RegExp): Promised => {
  const [head = ""] = lines;
  return {
    text: `the message is headed: ${head}`,
    kept: verdict.test(head) && head.startsWith("✅") === / PASSED$/.test(head),
  };
};

/** RTO against its target, phase by phase, and how old the newest data was that came back. */
export function measured(told: ToldTest): readonly Promised[] {
  const rto = said(told, /^RTO \d/);
  const phases = said(told, /^volumes [\d.]+ /);
  const rpo = said(told, /^Data RPO /);
  return [
    { text: `measured: ${rto}`, kept: /^RTO \d[^,]*, target 20 s$/.test(rto) },
    {
      text: `phase by phase: ${phases}`,
      kept: ["volumes", "attach", "recovery", "checks"].every((phase) => phases.includes(`${phase} `)),
    },
    // A point that failed before is none that a restore would take: then nothing would be lost by it.
    { text: `told: ${rpo}`, kept: /^Data RPO (\d.*, target 4 h|not told.*): newest data of /.test(rpo) },
  ];
}

const oneMessage = (slack: SimulatedSlack, runId: string): Promised => ({
  text: "one message tells the whole of it",
  kept: testMessages(slack, runId).length === 1,
});

export const said = ({ lines }: Pick<ToldTest, "lines">, pattern: RegExp): string =>
  lines.find((line) => pattern.test(line)) ?? "NOT SAID";

/** The operators' group was called, or nobody was. */
export const calls = ({ alerts }: ToldTest, who: "the owners" | "nobody"): Promised =>
  who === "nobody"
    ? { text: "nobody is called for it", kept: alerts.length === 0 }
    : {
        text: "the owners are called (@storage)",
        kept: alerts.length === 1 && alerts[0]?.some((line) => line.includes("@storage")) === true,
      };
