import { describe, expect, it, vi } from "vitest";
import { startBolt } from "./bolt-app.ts";

describe.each(["http", "socket"] as const)("Bolt over %s understands the simulated Slack", (transport) => {
  it("a slash command, whose ack is shown to the person alone", async () => {
    const { slack, heard } = await startBolt(transport);
    const delivery = await slack.command("hello there", { user: "U0READER", channel: "C0SHOP" });
    expect(delivery).toMatchObject({ error: undefined, status: transport === "http" ? 200 : undefined });
    expect(heard[0]?.body).toMatchObject({
      command: "/ff",
      text: "hello there",
      team_id: "T0PLAYGROUND",
      user_id: "U0READER",
      channel_id: "C0SHOP",
      channel_name: "shop",
      trigger_id: delivery.triggerId,
    });
    expect(slack.ephemerals("U0READER")).toMatchObject([{ text: "you said hello there", via: "ack" }]);
    expect(slack.ephemerals("U0PLAYGROUND")).toEqual([]);
  });

  it("a response_url, after the ack", async () => {
    const { slack } = await startBolt(transport);
    await slack.command("later");
    await vi.waitFor(() =>
      expect(slack.ephemerals("U0PLAYGROUND")).toMatchObject([{ text: "here it is", via: "response_url" }]),
    );
  });

  it("three seconds without an ack", async () => {
    const { slack } = await startBolt(transport);
    const delivery = await slack.command("silence");
    expect(delivery.ms).toBeGreaterThan(2_900);
    // Bolt over HTTP gives up by itself at about the same moment.
    expect(["operation_timeout", "dispatch_failed"]).toContain(delivery.error);
  });

  it("a click on a button, a modal, and the message replaced", async () => {
    const { slack, heard } = await startBolt(transport);
    await slack.command("button");
    const message = await vi.waitFor(() => {
      const [found] = slack.messages("C0STORAGE");
      expect(found?.text).toBe("pick");
      return found as NonNullable<typeof found>;
    });
    await slack.click(message, "why", "U0APPROVER");
    expect(heard.at(-1)?.body).toMatchObject({
      type: "block_actions",
      user: { id: "U0APPROVER", team_id: "T0PLAYGROUND" },
      container: { type: "message", message_ts: message.ts, channel_id: "C0STORAGE", is_ephemeral: false },
      actions: [{ action_id: "why", block_id: "acts", value: "point-1", type: "button" }],
    });
    await vi.waitFor(() =>
      expect(slack.modals("U0APPROVER")).toMatchObject([{ view: { title: { text: "Why" } } }]),
    );
    await vi.waitFor(() => expect(slack.messages("C0STORAGE")).toMatchObject([{ text: "picked" }]));
    await expect(slack.click(message, "no-such-button")).rejects.toThrow(/no no-such-button to click/);
  });

  it("a form that is refused, and one that is taken", async () => {
    const { slack } = await startBolt(transport);
    await slack.command("form");
    const view = await vi.waitFor(() => {
      const [found] = slack.modals("U0PLAYGROUND");
      expect(found).toBeDefined();
      return found as NonNullable<typeof found>;
    });
    await expect(slack.submit(view.id)).rejects.toThrow(/reason must be filled in/);
    const refused = await slack.submit(view.id, { values: { reason: "no" } });
    expect(refused.body).toEqual({ response_action: "errors", errors: { reason: "say more" } });
    expect(slack.modals("U0PLAYGROUND")).toHaveLength(1);
    await slack.submit(view.id, { values: { reason: "a good one" } });
    expect(slack.modals("U0PLAYGROUND")).toEqual([]);
  });

  it("a visit of the Home tab", async () => {
    const { slack } = await startBolt(transport);
    await slack.openHome("U0READER");
    await vi.waitFor(() =>
      expect(slack.home("U0READER")?.view.blocks).toMatchObject([{ text: { text: "*home*" } }]),
    );
    expect(slack.home("U0PLAYGROUND")).toBeUndefined();
  });

  it("the same command delivered twice: Bolt hears both", async () => {
    const { slack, heard } = await startBolt(transport);
    const delivery = await slack.command("again", { twice: true });
    expect(delivery.again?.triggerId).toBe(delivery.triggerId);
    await slack.command("again", { triggerId: delivery.triggerId });
    const triggers = heard.map(({ body }) => body.trigger_id);
    expect(triggers).toEqual([delivery.triggerId, delivery.triggerId, delivery.triggerId]);
  });
});

describe("signatures", () => {
  it.each(["forged", "stale", "missing"] as const)("a %s one is answered with 401", async (signing) => {
    const { slack, heard } = await startBolt("http");
    expect(await slack.command("hello", { signing })).toMatchObject({
      status: 401,
      error: "dispatch_failed",
    });
    expect(heard).toEqual([]);
    expect(slack.ephemerals()).toEqual([]);
  });

  it("a command can be signed for somebody else to send", async () => {
    const { slack, heard } = await startBolt("http");
    const { headers, body } = slack.signed("by hand");
    const answer = await fetch(slack.requestUrl ?? "", { method: "POST", headers, body });
    expect([answer.status, heard[0]?.body.text]).toEqual([200, "by hand"]);
  });
});

describe("Socket Mode", () => {
  it("takes ten connections of an app and no more", async () => {
    const { slack } = await startBolt("socket");
    expect(slack.sockets.connections).toBe(1);
    slack.setRateLimits(false);
    const opened: WebSocket[] = [];
    const open = async () => {
      const answer = await fetch(`${slack.apiUrl}apps.connections.open`, {
        method: "POST",
        headers: { authorization: `Bearer ${slack.appToken}` },
      });
      const { url } = (await answer.json()) as { url: string };
      const socket = new WebSocket(url);
      opened.push(socket);
      return new Promise<{ type: string; reason?: string; num_connections?: number }>((heard) => {
        socket.addEventListener("message", ({ data }) => heard(JSON.parse(String(data))), { once: true });
      });
    };
    for (let count = 2; count <= 10; count += 1)
      expect(await open()).toMatchObject({ type: "hello", num_connections: count });
    expect(await open()).toMatchObject({ type: "disconnect", reason: "too_many_websockets" });
    for (const socket of opened) socket.close();
  });

  it("has a connection renewed by the client that is asked to, and tells a person who comes meanwhile", async () => {
    const { slack, heard } = await startBolt("socket");
    slack.sockets.refresh();
    await vi.waitFor(() => expect(slack.sockets.connections).toBe(0));
    expect(await slack.command("deaf")).toMatchObject({ error: "dispatch_failed" });
    await slack.sockets.opened();
    await vi.waitFor(async () => expect(await slack.command("again")).toMatchObject({ error: undefined }));
    expect(heard.map(({ body }) => body.text)).toEqual(["again"]);
  });

  it("needs the app's own token", async () => {
    const { slack } = await startBolt("socket");
    const answer = await fetch(`${slack.apiUrl}apps.connections.open`, {
      method: "POST",
      headers: { authorization: `Bearer ${slack.botToken}` },
    });
    expect(await answer.json()).toEqual({ ok: false, error: "not_allowed_token_type" });
  });
});
