import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished } from "vitest";
import { signedHeaders } from "../../../../playground/slack/driver/signature.ts";
import { seeded } from "../../../torture/seeded.ts";
import { APPROVER, ASKER, type GuardedSlack, guardedSlack } from "../guarded-slack.ts";
import { asText, corrupted, mutated, pick, type Random, type Tree } from "./mutate.ts";
import { type Recorded, recordedInteractions } from "./recorded.ts";

/** So many requests at once: as many as one busy workspace sends. */
const AT_ONCE = 32;

interface Sent {
  readonly what: string;
  readonly signing: "true" | "forged" | "stale" | "missing";
  readonly body: string;
  readonly type: string;
  /** Where its refusal is told, as long as nothing was done to the address. */
  readonly refusedAt: string | undefined;
}

/**
 * Sends so many interactions that are wrong in some way, each signed rightly or wrongly, to the real receiver in front of
 * the real operations and store. Not one may change anything or be answered with more than a refusal; afterwards a click
 * that is right still decides.
 */
export async function fuzzInteractions(count: number, seed: number): Promise<void> {
  const guarded = await guardedSlack();
  await guarded.ask();
  const recorded = await recordedInteractions(guarded);
  // Nobody's trigger opens a window any more.
  guarded.slack.advance(4_000);
  const told = await startListening();
  const random = seeded(seed);
  const before = stateOf(guarded);
  const rows = guarded.house.audit().length;
  for (let from = 0; from < count; from += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) =>
      made(recorded, random, `${told.url}${from + index}`),
    );
    const answers = await Promise.all(batch.map((one) => send(guarded, one)));
    for (const [index, answer] of answers.entries()) judge(batch[index], answer);
    await told.heard(batch.filter((_, index) => answers[index]?.refusalFollows === true));
  }
  expect(stateOf(guarded)).toEqual(before);
  const acts = guarded.house
    .audit()
    .slice(rows)
    .map(({ act }) => String(act));
  expect(acts.filter((act) => !act.endsWith(".refused"))).toEqual([]);
  expect(await guarded.house.operations.auditVerify()).toMatchObject({ intact: true });
  await stillWorks(guarded);
}

/** A click that is right decides; nothing that was sent before has worn anything out. */
async function stillWorks(guarded: GuardedSlack): Promise<void> {
  await guarded.slack.command("approvals", { user: ASKER });
  expect(guarded.answer(ASKER)).toContain("1 waiting for somebody");
  await guarded.click("approve", APPROVER);
  await expect.poll(async () => (await guarded.now()).state).toBe("approved");
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
}

/** Every row of every table, but for the audit and what SQLite keeps for itself. */
function stateOf({ house: { database }, taken, slack }: GuardedSlack) {
  const tables = database.read((sql) =>
    sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'").all(),
  );
  const rows = tables
    .map(({ name }) => String(name))
    .filter((name) => name !== "audit")
    .map((name) => [name, database.read((sql) => sql.prepare(`SELECT * FROM "${name}"`).all())]);
  expect(rows.length).toBeGreaterThan(3);
  return JSON.stringify([rows, taken, slack.messages().map(({ ts, blocks }) => [ts, blocks])]);
}

function made(recorded: readonly Recorded[], random: Random, refusedAt: string): Sent {
  const { name, payload, privileged } = pick(random, recorded);
  const signing = pick(random, ["true", "true", "true", "forged", "stale", "missing"] as const);
  const base = withAddress(payload, refusedAt);
  // Also with nothing wrong but the signature.
  const changed = signing !== "true" && random() < 0.2 ? base : mutated(base, random);
  const harmless = privileged && signing === "true" ? corrupted(changed, random) : changed;
  const said = asText(harmless, random);
  const form = random() < 0.95;
  const body = form ? formOf(said, random) : said;
  const untouched = said.includes(`"response_url":"${refusedAt}"`) && !isEvent(said);
  return {
    ...{ what: name, signing, body },
    type: form ? "application/x-www-form-urlencoded" : "application/json",
    refusedAt: body === plainForm(said) && untouched ? refusedAt : undefined,
  };
}

/** What has an event in it is taken for one: acknowledged, whatever else it is, and heard by nobody. */
const isEvent = (said: string): boolean => {
  try {
    const read: unknown = JSON.parse(said);
    return typeof read === "object" && read !== null && "event" in read;
  } catch {
    return false;
  }
};

const withAddress = (payload: Tree, response_url: string): Tree =>
  typeof payload === "object" && payload !== null && "response_url" in payload
    ? { ...payload, response_url }
    : payload;

const plainForm = (payload: string): string => new URLSearchParams({ payload }).toString();

function formOf(payload: string, random: Random): string {
  const one = plainForm(payload);
  if (random() < 0.98) return one;
  return pick(random, [
    `${one}&${one}`,
    `${one}&ssl_check=1`,
    `Payload${one.slice(7)}`,
    "payload",
    one.replaceAll("%22", "%2"),
    `${one}&command=%2Fff`,
  ]);
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly refusalFollows: boolean;
}

async function send({ slack }: GuardedSlack, sent: Sent): Promise<Answered> {
  const response = await fetch(slack.requestUrl ?? "", {
    method: "POST",
    headers: { "content-type": sent.type, ...signedHeaders(slack.signingSecret, sent.body, sent.signing) },
    body: sent.body,
  });
  const answer = { status: response.status, text: await response.text() };
  return {
    ...answer,
    refusalFollows: answer.status === 200 && answer.text === "" && sent.refusedAt !== undefined,
  };
}

/** 4xx, an acknowledgement that a refusal follows, or a refusal in a window. */
function judge(sent: Sent | undefined, { status, text: said }: Answered): void {
  const what = `${sent?.what} ${sent?.signing} ${sent?.body.slice(0, 3_000)}`;
  const right = sent?.signing === "true" || sent?.body.includes("ssl_check") === true;
  expect(right ? [200, 400, 413] : [401], what).toContain(status);
  if (status !== 200 || said === "") return;
  const answer: unknown = JSON.parse(said);
  expect(answer, what).toSatisfy(
    (one: { response_action?: string; response_type?: string }) =>
      one.response_action === "errors" ||
      one.response_action === "update" ||
      one.response_type === "ephemeral",
  );
}

/** Where refusals are told, each at an address of its own. */
async function startListening() {
  const heard = new Map<string, string>();
  const server: Server = createServer(async (request, response) => {
    heard.set(request.url ?? "", await text(request));
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo; // a string only for pipes
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    /** Each of them has been told that nothing was done. */
    heard: async (sent: readonly Sent[]): Promise<void> => {
      const missing = () => sent.filter(({ refusedAt }) => !heard.has(new URL(refusedAt ?? url).pathname));
      await expect
        .poll(() => missing().map(({ body }) => decodeURIComponent(body).slice(-4_000)), {
          timeout: 5_000,
          interval: 5,
        })
        .toEqual([]);
      for (const said of heard.values())
        expect(said).toMatch(/Not permitted|Refused|Not found|No answer|Not understood/);
      heard.clear();
    },
  };
}
