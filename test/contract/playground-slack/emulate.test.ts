import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SimulatedSlack } from "../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../playground/slack/slack.ts";

interface Exchange {
  readonly name: string;
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly status: number;
  readonly answer: Readonly<Record<string, unknown>>;
}

const recorded = JSON.parse(
  readFileSync(new URL("../../fixtures/slack/emulate.json", import.meta.url), "utf8"),
) as { readonly ids: Readonly<Record<string, string>>; readonly exchanges: readonly Exchange[] };

/** Slack answers an unknown method with `unknown_method`, under status 200; the other one is a 404 of its own. */
const DIFFERENT: readonly string[] = ["unknown method"];

/** Fields that only the other one answers with, and nobody here reads. */
const NOT_IMITATED: readonly string[] = [
  "message.reply_count",
  "message.reply_users",
  "user.is_admin",
  "user.profile",
  "channel.is_open",
  "channel.last_read",
  "channel.topic",
  "channel.purpose",
  "channel.creator",
  "channel.created",
  "channel.num_members",
];

let slack: SimulatedSlack;
/** What stands for what in our answers, by what stood in theirs. */
const known = new Map(Object.entries(recorded.ids));

beforeAll(async () => {
  slack = await startSlack({ rateLimits: false });
});

afterAll(async () => {
  await slack[Symbol.asyncDispose]();
});

/** Sends what was sent then, with our ids. */
async function replay({ name, method, arguments: sent }: Exchange) {
  const body = new URLSearchParams();
  for (const [key, value] of Object.entries(sent)) {
    const text = typeof value === "string" ? (known.get(value) ?? value) : JSON.stringify(value);
    body.set(key, text);
    if (key === "trigger_id" && typeof value === "string" && value.includes(".trg")) {
      const ours =
        known.get(value) ?? new URLSearchParams(slack.signed("x", { user: "U0READER" }).body).get(key);
      known.set(value, ours ?? "");
      body.set(key, ours ?? "");
    }
  }
  const token = name === "no token" ? {} : { authorization: `Bearer ${slack.botToken}` };
  const response = await fetch(slack.apiUrl + method, { method: "POST", headers: token, body });
  return { status: response.status, answer: (await response.json()) as Exchange["answer"] };
}

/** Ids and timestamps that later calls refer to. */
function learn(theirs: unknown, ours: unknown): void {
  if (typeof theirs !== "object" || theirs === null || typeof ours !== "object" || ours === null) return;
  for (const [key, value] of Object.entries(theirs)) {
    const own: unknown = Reflect.get(ours, key);
    if (["ts", "id", "hash"].includes(key) && typeof value === "string") known.set(value, String(own));
    else learn(value, own);
  }
}

type Shape = ReadonlyMap<string, string>;

/** Each field by its path, with its JSON type; `null` fits every type. */
function shapeOf(value: unknown, path: string, into = new Map<string, string>()): Shape {
  if (Array.isArray(value)) into.set(path, "array");
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value))
      shapeOf(inner, path === "" ? key : `${path}.${key}`, into);
  } else into.set(path, value === null ? "null" : typeof value);
  return into;
}

const isImitated = (path: string): boolean =>
  !NOT_IMITATED.some((other) => path === other || path.startsWith(`${other}.`));

describe("the simulated Slack beside another stand-in", () => {
  it("was compared on every kind of method that both have", () => {
    const methods = new Set(recorded.exchanges.map(({ method }) => method));
    expect([...methods].sort()).toEqual([
      "auth.test",
      "chat.postEphemeral",
      "chat.postMessage",
      "chat.update",
      "conversations.info",
      "no.suchMethod",
      "users.info",
      "views.open",
      "views.publish",
      "views.update",
    ]);
  });

  it.each(recorded.exchanges.map((exchange) => [exchange.name, exchange] as const))(
    "answers alike: %s",
    async (name, exchange) => {
      const { status, answer } = await replay(exchange);
      learn(exchange.answer, answer);
      if (DIFFERENT.includes(name)) {
        expect([status, answer.error]).toEqual([200, "unknown_method"]);
        return;
      }
      expect([status, answer.ok, answer.error]).toEqual([
        exchange.status,
        exchange.answer.ok,
        exchange.answer.error,
      ]);
      const ours = shapeOf(answer, "");
      for (const [path, type] of shapeOf(exchange.answer, "")) {
        if (!isImitated(path)) continue;
        expect(ours.has(path), `${path} is missing`).toBe(true);
        if (type !== "null" && ours.get(path) !== "null")
          expect([path, ours.get(path)]).toEqual([path, type]);
      }
    },
  );
});
