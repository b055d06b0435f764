import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "vitest";
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
  slack.requestUrl = app;
  server.close();
  server.closeAllConnections();
  const names = [
    ...clicks.map(([action, user, privileged]) => ({ name: `${action} by ${user}`, privileged })),
    { name: "deny by U0READER, sent", privileged: false },
    { name: "deny by an approver, sent", privileged: true },
  ];
  expect(caught).toHaveLength(names.length);
  return names.map((one, index) => ({ ...one, payload: JSON.parse(caught[index] ?? "null") }));
}

async function windowOf({ slack, click }: GuardedSlack, user: string) {
  await click("deny", user);
  await expect.poll(() => slack.modals(user)).toHaveLength(1);
  const [window] = slack.modals(user);
  if (window === undefined) throw new Error("no window is open");
  return window;
}
