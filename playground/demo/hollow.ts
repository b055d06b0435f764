import { setTimeout as delay } from "node:timers/promises";
import type { World } from "../world.ts";
import { ask } from "./bot.ts";
import { madeIn, nothingLeft } from "./made.ts";
import type { Promised } from "./promises.ts";
import { allToldOf, openRequest, restoreEnd, runBehind } from "./restore-told.ts";
import { approveAsAnother, approvedBy, pointOf } from "./restored.ts";
import type { Stage } from "./stage.ts";

const application = "orders-db-loop";
const channel = "C0LOOP";

/** What the command line prints of a restore with --json; only what the demo looks at. */
interface Report {
  readonly reached: string;
  readonly headline: string;
}

/** A driver call fails, Cinder notes it and says `available` all the same: found out, told, and taken away. */
export async function hollow(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  await pointOf(stage, application, channel);
  const fault = await world.control.fault({ kind: "restore-fails", volume: `${application}-data` });
  const args = ["restore", application, "latest", "--strategy", "group", "--reason", "to compare figures"];
  say("types", `freezeframe ${args.slice(0, 5).join(" ")}, in a shell`);
  const ended = new AbortController();
  const lies = availableAndHollow(world, ended.signal);
  const report = ask<Report>(world.config, args);
  report.catch(() => undefined);
  const request = await openRequest(slack, channel);
  await approveAsAnother(stage, request);
  const { reached, headline } = await report;
  ended.abort();
  await world.control.clearFaults(fault);
  const runId = runBehind(slack, request);
  const lines = await restoreEnd(slack, runId);
  const told = allToldOf(slack, runId);
  return [
    {
      text: "Cinder called a volume `available` that has nothing behind it",
      kept: await lies,
    },
    {
      text: `it is never called restored: ${reached}, no more`,
      kept: reached === "volumes created" && !/is restored|: data verified/.test(`${headline}\n${told}`),
    },
    {
      text: "the message is headed with what failed, and names the volume",
      kept: /restore FAILED/.test(lines[0] ?? "") && lines.some((line) => /❌.*\bdata\b/.test(line)),
    },
    approvedBy(lines),
    nothingLeft(await madeIn(world)),
  ];
}

/** Was one ever seen that is `available` and empty? */
async function availableAndHollow({ control }: World, ended: AbortSignal): Promise<boolean> {
  while (!ended.aborted) {
    const volumes = await control.volumes();
    if (volumes.some(({ hollow, status }) => hollow === true && status === "available")) return true;
    await delay(5);
  }
  return false;
}
