import { App, HTTPReceiver, SocketModeReceiver } from "@slack/bolt";
import { expect, onTestFinished, vi } from "vitest";
import { freePorts } from "../../../../playground/free-ports.ts";
import type { SimulatedSlack } from "../../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../../playground/slack/slack.ts";
import { silent } from "./client.ts";

export interface Heard {
  readonly what: string;
  readonly body: Record<string, unknown>;
  readonly retryNum: number | undefined;
}

export interface BoltApp {
  readonly slack: SimulatedSlack;
  /** What the listeners were called with, in order. */
  readonly heard: Heard[];
}

/** Bolt itself, as it comes, with a few listeners: what it does not understand the simulation has got wrong. */
export async function startBolt(transport: "http" | "socket"): Promise<BoltApp> {
  const slack = await startSlack();
  const heard: Heard[] = [];
  const [port = 0] = await freePorts(1);
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silent };
  const receiver =
    transport === "http"
      ? new HTTPReceiver({ signingSecret: slack.signingSecret, logger: silent })
      : new SocketModeReceiver({
          appToken: slack.appToken,
          installerOptions: { clientOptions },
          logger: silent,
          clientPingTimeout: 1_000,
        });
  const app = new App({ receiver, token: slack.botToken, clientOptions, logger: silent });
  listen(app, heard);
  if (transport === "http") slack.requestUrl = `http://127.0.0.1:${port}/slack/events`;
  await app.start(port);
  if (transport === "socket") await slack.sockets.opened();
  onTestFinished(async () => {
    await app.stop();
    // Bolt says that it has stopped before its connections are closed.
    await vi.waitFor(() => expect(slack.sockets.connections).toBe(0));
    await slack[Symbol.asyncDispose]();
  });
  return { slack, heard };
}

const modal = (title: string, blocks: readonly object[], more: object = {}) =>
  // Literals of several shapes: Bolt's own types would want each spelled out.
  ({ type: "modal", title: { type: "plain_text", text: title }, blocks, ...more }) as never;

const question = {
  type: "input",
  block_id: "reason",
  label: { type: "plain_text", text: "Reason" },
  element: { type: "plain_text_input", action_id: "text" },
};
const button = {
  type: "actions",
  block_id: "acts",
  elements: [
    { type: "button", action_id: "why", text: { type: "plain_text", text: "Why?" }, value: "point-1" },
  ],
};

function listen(app: App, heard: Heard[]): void {
  app.use(async ({ body, context, next }) => {
    const { command, type } = body as { command?: string; type?: string };
    heard.push({ what: command ?? type ?? "?", body: { ...body }, retryNum: context.retryNum });
    await next();
  });
  app.command("/ff", async ({ command, ack, respond, client, say }) => {
    switch (command.text) {
      case "silence":
        return;
      case "later":
        await ack();
        await respond({ text: "here it is" });
        return;
      case "button":
        await ack();
        await say({ text: "pick", blocks: [button] as never });
        return;
      case "form":
        await ack();
        await client.views.open({
          trigger_id: command.trigger_id,
          view: modal("Form", [question], {
            callback_id: "form",
            submit: { type: "plain_text", text: "Send" },
          }),
        });
        return;
      default:
        await ack({ text: `you said ${command.text}`, response_type: "ephemeral" });
    }
  });
  app.action("why", async ({ ack, body, client, respond }) => {
    await ack();
    const { trigger_id, message } = body as { trigger_id: string; message?: unknown };
    const text = { type: "section", text: { type: "mrkdwn", text: "because" } };
    await client.views.open({ trigger_id, view: modal("Why", [text]) });
    if (message !== undefined) await respond({ replace_original: true, text: "picked" });
  });
  app.view("form", async ({ ack, view }) => {
    const value = view.state.values.reason?.text?.value ?? "";
    if (value.length < 5) await ack({ response_action: "errors", errors: { reason: "say more" } });
    else await ack();
  });
  app.event("app_home_opened", async ({ event, client }) => {
    const text = { type: "section", text: { type: "mrkdwn", text: "*home*" } };
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [text] } as never });
  });
}
