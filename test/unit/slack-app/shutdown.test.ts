import { describe, expect, test } from "vitest";
import { startApp } from "./start-app.ts";

/** A snapshot that is durable only when the test says so. */
function slowSnapshot() {
  const durable = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const snapshot = async () => {
    begun.resolve();
    await durable.promise;
    return { runId: "r-1", how: "started" as const };
  };
  return { durable, begun, operations: () => ({ snapshot }) };
}

describe("a stop", () => {
  test.each(["http", "socket"] as const)(
    "over %s answers what is in flight, and takes nothing new",
    async (transport) => {
      const { durable, begun, operations } = slowSnapshot();
      const { slack, app, answer } = await startApp({ transport, operations });
      if (transport === "socket") await expect.poll(() => slack.sockets.connections).toBe(2);
      const asked = slack.command("snapshot orders-db");
      await begun.promise;
      const stopped = app.stop(AbortSignal.timeout(3_000));
      expect(app.readiness()).toEqual({ ready: false, reasons: ["being stopped"] });
      const meanwhile = await slack.command("runs");
      if (transport === "socket") expect(answer()).toContain("being stopped");
      else expect(meanwhile.error).toBe("dispatch_failed");
      durable.resolve();
      expect((await asked).error).toBeUndefined();
      expect(answer()).toContain("snapshot requested");
      await stopped;
      await expect.poll(() => slack.sockets.connections).toBe(0);
      expect((await slack.command("runs")).error).toBe("dispatch_failed");
    },
  );

  test("does not wait for connections that are kept alive", async () => {
    const { slack, app } = await startApp();
    await slack.command("runs");
    const began = performance.now();
    await app.stop(AbortSignal.timeout(3_000));
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  test("ends at its deadline although a guest does not answer, and tells whoever asked", async () => {
    const told = Promise.withResolvers<unknown>();
    const { slack, app } = await startApp({
      operations: () => ({
        thaw: (_application, _actor, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              told.resolve(signal.reason);
              reject(signal.reason);
            });
          }),
      }),
    });
    await slack.command("thaw orders-db");
    await app.stop(AbortSignal.timeout(300));
    expect(await told.promise).toMatchObject({ kind: "interrupted" });
    await expect.poll(() => slack.ephemerals().at(-1)?.text).toContain("Interrupted");
  });

  test("while a connection is being opened leaves none behind", async () => {
    const { slack, app } = await startApp({
      transport: "socket",
      before: (one) => void one.fault({ kind: "slow", ms: 300, match: { method: "apps.connections.open" } }),
    });
    const opened = () => slack.calls().filter(({ method }) => method === "apps.connections.open").length;
    await app.stop(AbortSignal.timeout(2_000));
    await expect.poll(opened).toBe(2);
    // Each of them is greeted, then closed.
    await expect.poll(() => slack.sockets.connections).toBe(0);
    expect(app.readiness().ready).toBe(false);
  });

  test("while Slack is away ends at once", async () => {
    const { slack, app } = await startApp({ transport: "socket" });
    await slack.refuseConnections();
    const began = performance.now();
    await app.stop(AbortSignal.timeout(5_000));
    expect(performance.now() - began).toBeLessThan(2_500);
  });
});
