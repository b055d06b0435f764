import { describe, expect, test } from "vitest";
import { startApp } from "./start-app.ts";

const connected = async () => {
  const running = await startApp({ transport: "socket" });
  await expect.poll(() => running.slack.sockets.connections).toBe(2);
  return running;
};

describe("Socket Mode", () => {
  test("takes commands, clicks and events over two connections", async () => {
    const { slack, operations, answer } = await connected();
    await slack.command("snapshot orders-db");
    await slack.command("snapshot orders-db");
    expect(operations.calls).toHaveLength(2);
    expect(answer()).toContain("snapshot requested");
    await slack.openHome();
    await expect.poll(() => JSON.stringify(slack.home("U0PLAYGROUND"))).toContain("orders-db");
  });

  test("serves every command while a connection is renewed", async () => {
    const { slack, operations } = await connected();
    slack.sockets.refresh();
    await expect.poll(() => slack.sockets.connections).toBe(1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => slack.command("snapshot orders-db")));
    expect(answers.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(operations.calls).toHaveLength(20);
    await expect.poll(() => slack.sockets.connections, { timeout: 3_000 }).toBe(2);
  });

  test("comes back when the network drops everything and Slack is away for a while", async () => {
    const { slack, app } = await connected();
    await expect.poll(() => app.readiness().ready).toBe(true);
    await slack.refuseConnections();
    await expect
      .poll(() => app.readiness().reasons.join(), { timeout: 3_000 })
      .toContain("no connection to Slack");
    await slack.acceptConnections();
    await expect.poll(() => slack.sockets.connections, { timeout: 10_000 }).toBe(2);
    await expect.poll(() => app.readiness().ready).toBe(true);
    const { error } = await slack.command("runs");
    expect(error).toBeUndefined();
  });

  test("says which token is wrong", async () => {
    const { slack, app } = await connected();
    slack.fault({ kind: "error", error: "invalid_auth", match: { method: "apps.connections.open" } });
    slack.sockets.drop();
    await expect
      .poll(() => app.readiness().reasons.join(), { timeout: 3_000 })
      .toContain("slack.appToken must be");
  });

  test("waits as long as Slack says when it connects too often", async () => {
    const { slack, app } = await connected();
    slack.fault({ kind: "ratelimited", retryAfter: 1, match: { method: "apps.connections.open" } }, 2);
    slack.sockets.drop();
    await expect.poll(() => app.readiness().reasons.join(), { timeout: 3_000 }).toContain("ratelimited");
    await expect.poll(() => slack.sockets.connections, { timeout: 5_000 }).toBe(2);
  });
});
