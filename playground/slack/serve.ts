import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Refusal } from "../cloud/refusal.ts";
import { type ApiRequest, answerApi, channelOf, failed, tooMany } from "./api/answer.ts";
import { answerControl } from "./control.ts";
import type { CallFault } from "./faults.ts";
import { answerResponseUrl } from "./response-url.ts";
import type { SimulatedSlack } from "./simulated-slack.ts";
import type { SlackState } from "./state.ts";
import { takeUpload } from "./upload.ts";

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly outcome: string;
}

/** One request to the simulated Slack: Web API, response_url, upload_url or the controls. */
export async function serve(
  state: SlackState,
  slack: SimulatedSlack,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", slack.url);
  const path = url.pathname;
  const bytes = await read(request);
  const file = /^\/upload\/v1\/(\w+)$/.exec(path)?.[1];
  if (file !== undefined && request.method === "POST")
    return upload(state, file, request.headers["content-type"], bytes, response);
  const body = bytes.toString("utf8");
  if (path.startsWith("/playground/slack")) {
    return control(slack, request.method ?? "GET", url, body, response);
  }
  if (path.startsWith("/api/")) return api(state, slack, path.slice("/api/".length), request, body, response);
  const id = /^\/response\/(\w+)$/.exec(path)?.[1];
  if (id !== undefined && request.method === "POST") return respondTo(state, id, body, response);
  response.writeHead(404, { "content-type": "text/plain" });
  response.end("This is a simulated Slack. It has /api/METHOD, /response/ID and /playground/slack.\n");
}

async function api(
  state: SlackState,
  slack: SimulatedSlack,
  method: string,
  { headers }: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const { "content-type": contentType, authorization } = headers;
  const request: ApiRequest = { method, contentType, authorization, body, origin: slack.url };
  const channel = channelOf(request);
  const handle = (): Reply => jsonReply(answerApi(state, request));
  await struck(state, { method, channel }, response, handle);
}

async function upload(
  state: SlackState,
  id: string,
  contentType: string | undefined,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  await struck(state, { method: "upload_url", channel: undefined }, response, async () => ({
    ...(await takeUpload(state, id, contentType, body)),
    headers: { "content-type": "text/plain" },
  }));
}

async function respondTo(
  state: SlackState,
  id: string,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const channel = state.responseUrls.get(id)?.channel;
  await struck(state, { method: "response_url", channel }, response, () => ({
    ...answerResponseUrl(state, id, body),
    headers: { "content-type": "text/html" },
  }));
}

const jsonReply = ({ status, headers, body, outcome }: ReturnType<typeof answerApi>): Reply => ({
  status,
  headers: { ...headers, "content-type": "application/json; charset=utf-8" },
  text: JSON.stringify(body),
  outcome,
});

/** Carries a call out and answers it, unless a fault was asked for that fits it. */
async function struck(
  state: SlackState,
  about: { readonly method: string; readonly channel: string | undefined },
  response: ServerResponse,
  handle: () => Reply | Promise<Reply>,
): Promise<void> {
  const note = (outcome: string) => state.calls.push({ at: state.now(), ...about, outcome });
  const answer = (reply: Reply) => {
    note(reply.outcome);
    response.writeHead(reply.status, reply.headers);
    response.end(reply.text);
  };
  const fault = state.faults.take(about.method, about.channel);
  if (fault === undefined) return answer(await handle());
  await suffer(fault, { note, answer, handle, response });
}

interface Stroke {
  readonly note: (outcome: string) => void;
  readonly answer: (reply: Reply) => void;
  readonly handle: () => Reply | Promise<Reply>;
  readonly response: ServerResponse;
}

async function suffer(fault: CallFault, { note, answer, handle, response }: Stroke): Promise<void> {
  switch (fault.kind) {
    case "down":
      note("down");
      response.socket?.resetAndDestroy();
      return;
    case "lose-answer":
      note(`answer lost: ${(await handle()).outcome}`);
      response.socket?.resetAndDestroy();
      return;
    case "hang":
      note(fault.applied === true ? `no answer: ${(await handle()).outcome}` : "no answer");
      return;
    case "slow":
      await delay(fault.ms);
      return answer(await handle());
    case "ratelimited":
      return answer(jsonReply(tooMany(fault.retryAfter)));
    case "error":
      return answer(jsonReply(failed(fault.error)));
    case "status":
      return answer({
        status: fault.status,
        headers: { "content-type": "text/html" },
        text: "<html><body>Slack is having trouble (playground fault)</body></html>",
        outcome: `status ${fault.status}`,
      });
  }
}

async function control(
  slack: SimulatedSlack,
  method: string,
  url: URL,
  text: string,
  response: ServerResponse,
): Promise<void> {
  const path = url.pathname.slice("/playground/slack".length).replace(/^\/|\/$/g, "");
  try {
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    await answerControl(slack, { method, path, query: url.searchParams, body }, response);
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 400;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(error instanceof Refusal ? error.message : JSON.stringify({ error: String(error) }));
  }
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // no encoding is set: chunks are buffers
  return Buffer.concat(chunks);
}
