import { readFile } from "node:fs/promises";
import { onTestFinished } from "vitest";
import type { Members } from "#domain/permission.ts";
import type { Operations } from "#operations/index.ts";
import { systemClock } from "#support/clock.ts";
import { createLog } from "#support/log.ts";
import { Secret } from "#support/secret.ts";
import { createMembers } from "#surfaces/slack/members.ts";
import { createSlack, type Slack } from "#surfaces/slack/slack.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import type { SimulatedSlack } from "../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../playground/slack/slack.ts";
import { recordsInMemory } from "../slack-outbox/records-in-memory.ts";
import { type SmallOperations, smallOperations } from "./small-operations.ts";

export interface RunningApp {
  readonly slack: SimulatedSlack;
  readonly app: Slack;
  readonly members: Members;
  readonly operations: SmallOperations;
  /** Every line of the log. */
  readonly log: readonly string[];
  /** What the asker read last. */
  answer(user?: string): string;
  stop(): Promise<void>;
}

interface AppOptions {
  readonly transport?: "http" | "socket";
  readonly team?: string;
  /** What is wrong with Slack from the beginning. */
  readonly before?: (slack: SimulatedSlack) => void;
  readonly operations?: (members: Members) => Partial<Operations>;
}

/** The whole Slack surface, with Bolt in it, over sockets of this machine; Slack is simulated. */
export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const slack = await startSlack({ rateLimits: false });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  options.before?.(slack);
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line: string) => void lines.push(line) } });
  const http = options.transport !== "socket";
  const config = {
    team: options.team ?? slack.team,
    botToken: new Secret(slack.botToken),
    ...(http ? { signingSecret: new Secret(slack.signingSecret) } : { appToken: new Secret(slack.appToken) }),
    listen: { host: "127.0.0.1", port: 0 },
    channel: "C0STORAGE",
    apiUrl: slack.apiUrl,
  };
  const client = createWebClient(config, log);
  const members = createMembers({ client, team: config.team, clock: systemClock });
  const operations = smallOperations(members, options.operations?.(members));
  const app = createSlack({
    ...{ config, operations, client, members, log, clock: systemClock, records: recordsInMemory() },
    windows: { closed: () => Promise.resolve() },
    runbook: () => readFile(new URL("../../../docs/runbook.md", import.meta.url), "utf8"),
    draw: () => Promise.reject(new Error("no chart is wanted here")),
  });
  const where = await app.start(new AbortController().signal);
  if (http) slack.requestUrl = where;
  const stop = () => app.stop(AbortSignal.timeout(3_000));
  onTestFinished(stop);
  const answer = (user = "U0PLAYGROUND") => {
    const last = slack.ephemerals(user).at(-1);
    return last === undefined ? "" : `${last.text}\n${JSON.stringify(last.blocks)}`;
  };
  return { slack, app, members, operations, log: lines, answer, stop };
}
