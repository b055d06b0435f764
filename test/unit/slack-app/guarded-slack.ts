import { expect, onTestFinished } from "vitest";
import type { Application } from "#domain/application.ts";
import type { Approval } from "#domain/approval.ts";
import type { BoundWorkflow } from "#engine/port.ts";
import { createLog } from "#support/log.ts";
import { Secret } from "#support/secret.ts";
import { createMembers } from "#surfaces/slack/members.ts";
import { createSlack, type Slack } from "#surfaces/slack/slack.ts";
import { createWebClient } from "#surfaces/slack/web-client.ts";
import { type Signing, signedHeaders } from "../../../playground/slack/driver/signature.ts";
import { slackSeed } from "../../../playground/slack/seed.ts";
import type { SimulatedSlack } from "../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../playground/slack/slack.ts";
import type { SlackMessage } from "../../../playground/slack/types.ts";
import { type House, named, openHouse } from "../operations/house.ts";
import { results } from "../slack-views/results.ts";

/** Who asks in most of these tests; also in the approvers' group, which is no help. */
export const ASKER = "U0PLAYGROUND";
export const APPROVER = "U0APPROVER";
export const SECOND = "U0SECOND";

export interface GuardedSlack {
  readonly slack: SimulatedSlack;
  readonly app: Slack;
  readonly house: House;
  /** Runs that took a snapshot. */
  readonly taken: readonly string[];
  readonly log: readonly string[];
  /** `/ff snapshot orders …`, until its request is in the channel. */
  ask(reason?: string): Promise<Approval>;
  now(): Promise<Approval>;
  /** The request's own message. */
  message(): SlackMessage;
  click(action: string, user: string, more?: Parameters<SimulatedSlack["click"]>[3]): Promise<void>;
  /** What the person read last, whole. */
  answer(user: string): string;
  /** Posts what Slack's payload would be, or any other. */
  post(payload: unknown, signing?: Signing): Promise<{ readonly status: number; readonly text: string }>;
  /** Rows of the audit that tell of this act. */
  audit(act: string): Record<string, unknown>[];
}

interface GuardedOptions {
  readonly owners?: {
    readonly approvers?: string[];
    readonly quorum?: number;
    readonly operators?: string[];
  };
  readonly breakGlass?: readonly string[];
  readonly approvalExpiryMs?: number;
  readonly application?: Partial<Application>;
  /** That are scanned for orphans. */
  readonly orphanClouds?: readonly string[];
  /** What a run comes to; default: a snapshot that went well. */
  readonly resultOf?: (workflow: string) => unknown;
}

/** The whole Slack surface over HTTP, in front of the real operations on a real store; only Slack and the freeze are simulated. */
export async function guardedSlack(options: GuardedOptions = {}): Promise<GuardedSlack> {
  const slack = await startSlack({ rateLimits: false, seed: people() });
  onTestFinished(() => slack[Symbol.asyncDispose]());
  const lines: string[] = [];
  const log = createLog({ level: "info", destination: { write: (line: string) => void lines.push(line) } });
  const config = {
    ...{ team: slack.team, apiUrl: slack.apiUrl, channel: "C0STORAGE" },
    botToken: new Secret(slack.botToken),
    signingSecret: new Secret(slack.signingSecret),
    listen: { host: "127.0.0.1", port: 0 },
  };
  const client = createWebClient(config, log);
  const time = { now: () => house.clock.at, monotonic: () => performance.now() };
  const members = createMembers({ client, team: slack.team, clock: time });
  const taken: string[] = [];
  const workflow: BoundWorkflow = async (ctx) => {
    taken.push(ctx.runId);
    const { workflow: name = "" } = (await house.engine.get(ctx.runId)) ?? {};
    return JSON.parse(JSON.stringify(options.resultOf?.(name) ?? results.ok));
  };
  const house: House = openHouse({
    ...{ members, workflow, breakGlass: options.breakGlass ?? [] },
    orphanClouds: options.orphanClouds ?? [],
    limits: { approvalExpiryMs: options.approvalExpiryMs ?? 3_600_000 },
    applications: [
      named("orders", {
        channel: "C0STORAGE",
        approve: ["snapshot"],
        owners: { operators: [ASKER], approvers: ["S0DBA", SECOND], quorum: 1, ...options.owners },
        ...options.application,
      }),
    ],
  });
  const app = createSlack({
    ...{ config, client, members, log, clock: time, operations: house.operations, records: house.records },
    windows: { closed: () => Promise.resolve() },
    runbook: async () => "",
    draw: () => Promise.reject(new Error("no chart is wanted here")),
  });
  slack.requestUrl = await app.start(new AbortController().signal);
  onTestFinished(() => app.stop(AbortSignal.timeout(3_000)));
  let asked: string | undefined;
  const message = (): SlackMessage => {
    const found = slack
      .messages("C0STORAGE")
      .find(({ blocks }) => told(blocks).includes(`approval \`${asked}\``));
    if (found === undefined) throw new Error(`${asked} has no message`);
    return found;
  };
  return {
    ...{ slack, app, house, taken, log: lines, message },
    ask: async (reason = "before the upgrade") => {
      await slack.command(`snapshot orders ${reason}`);
      asked = /ap-[0-9a-f]{8}/.exec(told(slack.ephemerals(ASKER).at(-1)))?.[0];
      const id = asked ?? "";
      await expect.poll(() => slack.messages("C0STORAGE").some((one) => told(one).includes(id))).toBe(true);
      return house.operations.approval(id);
    },
    now: () => house.operations.approval(asked ?? ""),
    click: async (action, user, more) => {
      const { channel, ts } = message();
      const { error } = await slack.click({ channel, ts }, action, user, more);
      expect(error).toBeUndefined();
    },
    answer: (user) => told(slack.ephemerals(user).at(-1)),
    post: async (payload, signing = "true") => {
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const response = await fetch(slack.requestUrl ?? "", {
        method: "POST",
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          ...signedHeaders(slack.signingSecret, body, signing),
        },
        body,
      });
      return { status: response.status, text: await response.text() };
    },
    audit: (act) => house.audit().filter((row) => row.act === act),
  };
}

/** The same message once more, as a bot leaves it that is killed between Slack's answer and its own store. */
export async function copyOf(
  { apiUrl, botToken }: SimulatedSlack,
  { channel, text, blocks }: SlackMessage,
): Promise<{ readonly channel: string; readonly ts: string }> {
  const response = await fetch(`${apiUrl}chat.postMessage`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${botToken}` },
    body: JSON.stringify({ channel, text, blocks }),
  });
  const { ts } = (await response.json()) as { ts: string };
  return { channel, ts };
}

/** All that is said, as text to be searched. */
export const told = (shown: unknown): string => JSON.stringify(shown ?? "");

function people() {
  const seed = slackSeed();
  const second = { ...seed.users[2], id: SECOND, name: "second" };
  return {
    users: [...seed.users, second as (typeof seed.users)[number]],
    groups: [
      ...seed.groups,
      {
        ...{ id: "S0DBA", handle: "dba", name: "Database administrators", disabled: false },
        users: [APPROVER, ASKER, "U0GUEST", "U0ROBOT", "U0GONE", "U0ELSEWHERE"],
      },
    ],
  };
}
