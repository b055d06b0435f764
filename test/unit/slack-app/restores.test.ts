import { describe, expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { Operations } from "#operations/index.ts";
import { REQUEST, recordOf, reports } from "../slack-views/restores.ts";
import { evidence, POINT, pointOf } from "../slack-views/sample.ts";
import { startApp } from "./start-app.ts";

type Restore = Parameters<Operations["restore"]>[0];
const OPERATOR = "U0PLAYGROUND";

/** An app whose restores are only written down. */
async function restoring(change: Partial<Operations> = {}, options: Parameters<typeof startApp>[0] = {}) {
  const asked: Restore[] = [];
  const triggers = new Map<string, string>();
  const restore: Operations["restore"] = async (request) => {
    const before = triggers.get(request.trigger ?? "");
    if (before !== undefined) return { runId: before, how: "known" };
    asked.push(request);
    const runId = `r-${asked.length}`;
    triggers.set(request.trigger ?? "", runId);
    return { runId, how: "approval", approvalId: "ap-7f3a9c21" };
  };
  const running = await startApp({ ...options, operations: () => ({ restore, ...change }) });
  const { slack } = running;
  const shown = (user = OPERATOR): string => JSON.stringify(slack.modals(user).at(-1)?.view ?? "");
  const form = async (application = "orders-db"): Promise<string> => {
    await slack.command(`restore ${application}`);
    await expect.poll(() => shown()).toContain("From which recovery point");
    return slack.modals(OPERATOR).at(-1)?.id ?? "";
  };
  return { ...running, asked, shown, form };
}

describe("the window of a restore", () => {
  test("opens at once, before anything is read, and then has the points", async () => {
    const read = Promise.withResolvers<void>();
    const { slack, shown } = await restoring({
      points: async () => {
        await read.promise;
        return [pointOf(evidence.whole)];
      },
    });
    const { body, ms } = await slack.command("restore orders-db");
    expect(body).toBeUndefined();
    expect(ms).toBeLessThan(1_000);
    await expect.poll(() => shown()).toContain("Looking it up");
    slack.advance(4_000);
    read.resolve();
    await expect.poll(() => shown()).toMatch(/TAKEN.*TESTED.*Volumes only/);
  });

  test("asks with its own id, so that what is sent twice is one request, and says what happens next", async () => {
    const { slack, asked, shown, form } = await restoring();
    const id = await form();
    const { again } = await slack.submit(id, { values: { reason: " rows are gone " }, twice: true });
    expect(again?.error).toBeUndefined();
    expect(asked).toEqual([
      expect.objectContaining({
        ...{ application: "orders-db", point: POINT, reason: "rows are gone", trigger: id },
      }),
    ]);
    expect(asked[0]?.roles).toBeUndefined();
    await expect.poll(() => shown()).toMatch(/It is planned now.*exactly this plan/);
  });

  test("asks for the roles and the older point that were chosen", async () => {
    const all = Array.from({ length: 120 }, (_, index) =>
      pointOf(evidence.whole, { id: `orders-db-20261122-104207-${(index + 4_096).toString(16)}` }),
    );
    const older = all.at(-1)?.id ?? "";
    const { slack, asked, form } = await restoring({
      points: async () => all,
      evidence: async (id) => pointOf(evidence.whole, { id }),
    });
    await slack.submit(await form(), { values: { reason: "why", older, roles: "data" } });
    expect(asked).toEqual([expect.objectContaining({ point: older, roles: ["data"] })]);
  });

  test.each([
    ["no reason", { reason: " \u00a0" }, "reason", /needs a reason/],
    ["a reason that is too long", { reason: "x".repeat(301) }, "reason", /at most 300/],
    ["a role that the point has not", { reason: "why", roles: "data" }, "roles", /has no data; it has wal/],
  ])("with %s keeps what was typed and says so at the field", async (_what, values, field, words) => {
    const wal = evidence.whole.set.members.filter(({ role }) => role === "wal");
    const { slack, asked, form } = await restoring({
      evidence: async () => pointOf({ ...evidence.whole, set: { ...evidence.whole.set, members: wal } }),
    });
    const { body } = await slack.submit(await form(), { values });
    expect(body).toEqual({ response_action: "errors", errors: { [field]: expect.stringMatching(words) } });
    expect(asked).toEqual([]);
  });

  test("with a point of another application, or one that is gone, asks for nothing", async () => {
    const { slack, asked, form } = await restoring({
      evidence: async (id) => {
        if (id === POINT) return pointOf(evidence.whole, { application: "shop" });
        throw new DomainError("not-found", `there is no recovery point "${id}"`);
      },
    });
    const { body } = await slack.submit(await form(), { values: { reason: "why" } });
    expect(body).toMatchObject({ errors: { point: expect.stringContaining("is a point of shop") } });
    expect(asked).toEqual([]);
  });

  test("is refused to whoever may not, by the operation's own look", async () => {
    const { slack, shown, form } = await restoring({
      restore: async () => {
        throw new DomainError("not-permitted", "only operators of orders-db may restore; U1 is not one");
      },
    });
    await slack.submit(await form(), { values: { reason: "why" } });
    await expect.poll(() => shown()).toContain("only operators of orders-db may restore");
  });

  test("is not taken from another workspace", async () => {
    const { slack, asked, shown, form } = await restoring();
    await slack.submit(await form(), { values: { reason: "why" }, team: "T0ELSEWHERE" });
    await expect.poll(() => shown()).toContain("serves the workspace");
    expect(asked).toEqual([]);
  });

  test("that cannot be stored in time says so, and may be sent again", async () => {
    const { slack, form } = await restoring({
      restore: async (_request, signal) => {
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
        );
        throw new Error("never");
      },
    });
    const { body, error } = await slack.submit(await form(), { values: { reason: "why" } });
    expect(error).toBeUndefined();
    expect(body).toMatchObject({ errors: { reason: expect.stringContaining("took longer") } });
  });
});

describe("no window opens", () => {
  test.each([
    ["an application that does not exist", "restore ordersdb", OPERATOR, /orders-db/],
    ["whoever the manifest does not name", "restore orders-db", "U0READER", /only operators/],
  ])("for %s", async (_who, text, user, words) => {
    const { slack, answer } = await restoring();
    await slack.command(text, { user });
    expect(answer(user)).toMatch(words);
    expect(slack.calls().filter(({ method }) => method === "views.open")).toEqual([]);
  });
});

test("whoever is not in the operators' group is told so in the window", async () => {
  const { slack, shown } = await restoring();
  await slack.command("restore grouped", { user: "U0READER" });
  await expect.poll(() => shown("U0READER")).toContain("only operators of grouped may restore");
});

test("an application without points is told as one in the window", async () => {
  const { slack, shown } = await restoring({ points: async () => [] });
  await slack.command("restore orders-db");
  await expect.poll(() => shown()).toMatch(/has no recovery point to restore from.*\/ff snapshot orders-db/);
});

test("a window that Slack does not open is told in words, with another way", async () => {
  const { slack, answer } = await restoring();
  slack.fault({ kind: "error", error: "expired_trigger_id", match: { method: "views.open" } });
  await slack.command("restore orders-db");
  await expect.poll(() => answer()).toMatch(/within 3 s.*\/ff restore orders-db latest REASON/);
});

describe("typed", () => {
  test("latest, or a point, and a reason ask without a window", async () => {
    const { slack, asked, answer } = await restoring();
    await slack.command("restore Orders-DB Latest rows are gone");
    await slack.command(`restore orders-db ${POINT} “the wrong disk”`);
    expect(asked.map(({ application, point, reason }) => [application, point, reason])).toEqual([
      ["orders-db", "latest", "rows are gone"],
      ["orders-db", POINT, "the wrong disk"],
    ]);
    expect(answer()).toContain("will need an approval");
  });

  test("restores tells what stands; discard begins its end", async () => {
    const discarded: string[] = [];
    const { slack, answer } = await restoring({
      restores: async () => [recordOf()],
      discard: async ({ restore }) => {
        discarded.push(restore);
        return { runId: "r-9", how: "started" };
      },
    });
    await slack.command("restores");
    expect(answer()).toMatch(/1 restore of which something is there.*data verified, kept until/s);
    await slack.command(`discard ${REQUEST}`);
    expect(discarded).toEqual([REQUEST]);
    expect(answer()).toMatch(/orders-db: discard requested/);
  });
});

describe("Cut-over…", () => {
  test("has the commands as long as what they are about is there", async () => {
    let standing = [recordOf({ report: reports.verified })];
    const { slack, shown, app } = await restoring({ restores: async () => standing });
    const { channel, ts } = await posted();
    await slack.click({ channel, ts }, "cut-over");
    await expect.poll(() => shown()).toContain("openstack server add volume");
    standing = [];
    await slack.click({ channel, ts }, "cut-over");
    await expect.poll(() => shown()).toContain("to be put in place");

    /** The restore's message stands in for one that was told long ago. */
    async function posted() {
      await app.note("see below", []);
      await expect.poll(() => slack.messages("C0STORAGE")).toHaveLength(1);
      const [message] = slack.messages("C0STORAGE");
      if (message === undefined) throw new Error("nothing was posted");
      const value = JSON.stringify({ restore: REQUEST });
      const text = { type: "plain_text", text: "Cut-over…" };
      const button = { type: "button", action_id: "cut-over", text, value };
      Object.assign(message, { blocks: [{ type: "actions", block_id: "b", elements: [button] }] });
      return message;
    }
  });
});
