import { describe, expect, test } from "vitest";
import { startApp } from "./start-app.ts";

describe("readiness", () => {
  test.each(["http", "socket"] as const)("comes over %s once Slack knows the token", async (transport) => {
    const { app } = await startApp({ transport });
    await expect.poll(() => app.readiness()).toEqual({ ready: true, reasons: [] });
  });

  test("does not come for a token of another workspace, and says what to correct", async () => {
    const { app, log } = await startApp({ team: "T0OTHER" });
    await expect
      .poll(() => app.readiness().reasons.join())
      .toContain("slack.team is T0OTHER: correct one of them");
    expect(app.readiness().ready).toBe(false);
    expect(log.join("")).toContain("slack.team is T0OTHER");
  });

  test("goes when the app is uninstalled, and says what to do", async () => {
    const { app, slack } = await startApp();
    await expect.poll(() => app.readiness().ready).toBe(true);
    await slack.event({ type: "app_uninstalled" }, { team: "T0ELSEWHERE" });
    expect(app.readiness().ready).toBe(true);
    await slack.event({ type: "app_uninstalled" });
    await expect.poll(() => app.readiness().reasons.join()).toContain("install it again");
  });

  test("goes when the bot's token is revoked, not when a person's is", async () => {
    const { app, slack } = await startApp();
    await expect.poll(() => app.readiness().ready).toBe(true);
    await slack.event({ type: "tokens_revoked", tokens: { oauth: ["U0READER"] } });
    expect(app.readiness().ready).toBe(true);
    await slack.event({ type: "tokens_revoked", tokens: { oauth: [], bot: ["U0FREEZEFRAME"] } });
    await expect.poll(() => app.readiness().reasons.join()).toContain("was revoked");
  });

  test("comes by itself when Slack answers again", async () => {
    const { app, slack } = await startApp({ before: (slack) => void slack.fault({ kind: "down" }, 1) });
    await expect.poll(() => app.readiness().reasons.join()).toContain("Slack does not say whose token");
    await expect.poll(() => app.readiness().ready, { timeout: 3_000 }).toBe(true);
    const asked = slack.calls().filter(({ method }) => method === "auth.test");
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test("names the token that Slack refuses", async () => {
    const { app } = await startApp({ before: (slack) => slack.revokeToken() });
    await expect.poll(() => app.readiness().reasons.join()).toContain("Slack refuses slack.botToken");
  });

  test("does not go for a scope that is missing: the log tells which", async () => {
    const { app, log } = await startApp({ before: (slack) => slack.setScopes(["commands", "chat:write"]) });
    await expect.poll(() => app.readiness().ready).toBe(true);
    expect(log.join("")).toContain(
      '"missing":["files:write","usergroups:read","users:read","channels:read","groups:read"]',
    );
  });
});
