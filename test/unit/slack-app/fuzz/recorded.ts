import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
import { createRestoreRecords } from "#store/restore-records.ts";
import { openStore } from "#store/store.ts";
import { REQUEST, recordOf } from "../../slack-views/restores.ts";
import { evidence, pointOf } from "../../slack-views/sample.ts";
import { APPROVER, ASKER, type GuardedSlack } from "../guarded-slack.ts";
import type { Tree } from "./mutate.ts";

/** One interaction as Slack sends it. */
export interface Recorded {
  readonly name: string;
  readonly payload: Tree;
  /** The person may do this: only a payload that was made wrong may be sent. */
  readonly privileged: boolean;
}

/** Interactions of every kind, caught on their way to the app instead of delivered: nothing has happened yet. */
export async function recordedInteractions(guarded: GuardedSlack): Promise<readonly Recorded[]> {
  const { slack } = guarded;
  const app = slack.requestUrl;
  const { channel, ts } = guarded.message();
  const windows = [await windowOf(guarded, "U0READER"), await windowOf(guarded, APPROVER)];
  await keepSomethingToRestore(guarded);
  const form = await formOf(guarded);
  const caught: string[] = [];
  const server = createServer(async (request, response) => {
    caught.push(new URLSearchParams(await text(request)).get("payload") ?? "");
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a string only for pipes
  slack.requestUrl = `http://127.0.0.1:${port}/`;
  const clicks = [
    ...["approve", "deny", "withdraw"].map((action) => [action, "U0READER", false] as const),
    ["approve", ASKER, false] as const,
    ["approve", "U0GUEST", false] as const,
    ["approve", APPROVER, true] as const,
    ["withdraw", ASKER, true] as const,
  ];
  for (const [action, user] of clicks) await slack.click({ channel, ts }, action, user);
  for (const { id } of windows) await slack.submit(id, { values: { reason: "no" } });
  await slack.submit(form.id, { values: { reason: "rows are gone", roles: "data,wal" } });
  slack.requestUrl = app;
  server.close();
  server.closeAllConnections();
  const names = [
    ...clicks.map(([action, user, privileged]) => ({ name: `${action} by ${user}`, privileged })),
    { name: "deny by U0READER, sent", privileged: false },
    { name: "deny by an approver, sent", privileged: true },
    { name: "restore by an operator, sent", privileged: true },
  ];
  expect(caught).toHaveLength(names.length);
  const recorded = names.map((one, index) => ({
    ...one,
    payload: JSON.parse(caught[index] ?? "null") as Tree,
  }));
  return [...recorded, ...ofRestores(recorded)];
}

/** A point to choose in a window, and a restore to discard. */
async function keepSomethingToRestore({ house }: GuardedSlack): Promise<void> {
  await house.records.savePoint(pointOf(evidence.whole, { application: "orders" }));
  const store = openStore(house.database);
  const restores = createRestoreRecords({ store, clock: { now: () => house.clock.at, monotonic: () => 0 } });
  await restores.save(recordOf({ application: "orders" }));
}

async function formOf({ slack }: GuardedSlack) {
  await slack.command("restore orders", { user: ASKER });
  await expect.poll(() => JSON.stringify(slack.modals(ASKER))).toContain("From which recovery point");
  const form = slack.modals(ASKER).at(-1);
  if (form === undefined) throw new Error("no form is open");
  return form;
}

/** Clicks on buttons of a restore, and its form as somebody else sends it: as the recorded ones, but for what they are about. */
function ofRestores(recorded: readonly Recorded[]): Recorded[] {
  const of = (name: string): Tree => recorded.find((one) => one.name === name)?.payload ?? null;
  const click = (action_id: string, from: string): Tree => {
    const payload = structuredClone(of(from)) as { actions: { action_id: string; value: string }[] };
    const [action] = payload.actions;
    if (action === undefined) throw new Error(`${from} is no click`);
    Object.assign(action, { action_id, value: JSON.stringify({ restore: REQUEST }) });
    return payload as unknown as Tree;
  };
  const { user } = of("approve by U0READER") as { user: Tree };
  const form = of("restore by an operator, sent") as { [key: string]: Tree };
  return [
    { name: "discard by U0READER", payload: click("discard", "approve by U0READER"), privileged: false },
    { name: "discard by an operator", payload: click("discard", `approve by ${ASKER}`), privileged: true },
    { name: "cut-over by U0READER", payload: click("cut-over", "approve by U0READER"), privileged: false },
    { name: "restore by U0READER, sent", payload: { ...form, user }, privileged: false },
  ];
}

async function windowOf({ slack, click }: GuardedSlack, user: string) {
  await click("deny", user);
  await expect.poll(() => slack.modals(user)).toHaveLength(1);
  const [window] = slack.modals(user);
  if (window === undefined) throw new Error("no window is open");
  return window;
}
