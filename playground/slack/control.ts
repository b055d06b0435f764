import type { ServerResponse } from "node:http";
import { Refusal } from "../cloud/refusal.ts";
import { matchRoute } from "../cloud/route-match.ts";
import { asText, viewAsText } from "./as-text.ts";
import type { Place } from "./driver/people.ts";
import { signedCurl } from "./driver/signed-curl.ts";
import type { SlackFault } from "./faults.ts";
import type { SimulatedSlack } from "./simulated-slack.ts";
import type { SlackChange } from "./types.ts";

/**
 * `/playground/slack/…`: what a person or a script outside does and reads. The senders are our own tests, the demo and
 * whoever plays with it: bodies are taken as they come.
 */
interface ControlCall {
  readonly slack: SimulatedSlack;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: ControlCall) => unknown;
}

const routes: readonly ControlRoute[] = [
  { method: "GET", path: "", handle: ({ slack }) => about(slack) },
  {
    method: "GET",
    path: "messages",
    handle: ({ slack, query }) => ({
      messages: slack
        .messages(query.get("channel") ?? undefined)
        .map((message) => ({ ...message, lines: asText(message, slack.names) })),
    }),
  },
  {
    method: "GET",
    path: "ephemerals",
    handle: ({ slack, query }) => ({
      ephemerals: slack
        .ephemerals(query.get("user") ?? undefined)
        .map((message) => ({ ...message, lines: asText(message, slack.names) })),
    }),
  },
  {
    method: "GET",
    path: "modals",
    handle: ({ slack, query }) => ({
      modals: slack
        .modals(query.get("user") ?? "U0PLAYGROUND")
        .map((view) => ({ ...view, lines: viewAsText(view.view, slack.names) })),
    }),
  },
  {
    method: "GET",
    path: "home",
    handle: ({ slack, query }) => {
      const home = slack.home(query.get("user") ?? "U0PLAYGROUND");
      return { home: home && { ...home, lines: viewAsText(home.view, slack.names) } };
    },
  },
  {
    method: "GET",
    path: "files",
    handle: ({ slack }) => ({
      files: slack.files().map(({ bytes, ...file }) => ({ ...file, isThere: bytes !== undefined })),
    }),
  },
  { method: "GET", path: "calls", handle: ({ slack }) => ({ calls: slack.calls() }) },
  { method: "POST", path: "command", handle: ({ slack, body }) => slack.command(words(body.text), body) },
  {
    method: "POST",
    path: "click",
    handle: ({ slack, body }) =>
      slack.click(body as unknown as Place, words(body.actionId), optional(body.user), body),
  },
  { method: "POST", path: "submit", handle: ({ slack, body }) => slack.submit(words(body.id), body) },
  { method: "POST", path: "close", handle: ({ slack, body }) => slack.close(words(body.id)) },
  { method: "POST", path: "home", handle: ({ slack, body }) => slack.openHome(optional(body.user), body) },
  {
    method: "POST",
    path: "faults",
    handle: ({ slack, body }) => ({
      id: slack.fault(body.fault as SlackFault, body.times as number | undefined),
    }),
  },
  { method: "DELETE", path: "faults", handle: ({ slack }) => slack.clearFaults() },
  {
    method: "DELETE",
    path: "faults/:id",
    handle: ({ slack, params }) => slack.clearFaults(Number(params.id)),
  },
  {
    method: "PATCH",
    path: "channels/:id",
    handle: ({ slack, params, body }) => slack.patch("channels", params.id ?? "", body),
  },
  {
    method: "PATCH",
    path: "users/:id",
    handle: ({ slack, params, body }) => slack.patch("users", params.id ?? "", body),
  },
  {
    method: "PATCH",
    path: "groups/:id",
    handle: ({ slack, params, body }) => slack.patch("groups", params.id ?? "", body),
  },
  { method: "POST", path: "revoke", handle: ({ slack }) => slack.revokeToken() },
];

export interface ControlRequest {
  readonly method: string;
  /** Below /playground/slack/. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export async function answerControl(
  slack: SimulatedSlack,
  request: ControlRequest,
  response: ServerResponse,
): Promise<void> {
  const { query } = request;
  if (request.method === "GET" && request.path === "watch") return watch(slack, query, response);
  const file = /^files\/(\w+)$/.exec(request.path)?.[1];
  if (request.method === "GET" && file !== undefined) return sendFile(slack, file, response);
  if (request.method === "GET" && request.path === "curl") {
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    response.end(`${signedCurl(slack, query.get("text") ?? "help", chosen(query))}\n`);
    return;
  }
  const segments = request.path.split("/");
  const found = matchRoute(routes, request.method, segments);
  if (found === undefined)
    throw new Refusal(404, { error: `no ${request.method} /playground/slack/${request.path}` });
  const body = typeof request.body === "object" && request.body !== null ? request.body : {};
  const answer = await found.route.handle({
    slack,
    params: found.params,
    query,
    body: body as ControlCall["body"],
  });
  if (query.get("as") === "text") return sendText(response, answer);
  response.writeHead(answer === undefined ? 204 : 200, { "content-type": "application/json" });
  response.end(answer === undefined ? "" : `${JSON.stringify(answer, undefined, 1)}\n`);
}

function about(slack: SimulatedSlack) {
  const { url, team, requestUrl } = slack;
  return { simulated: true, url, team, requestUrl, connections: slack.sockets.connections };
}

/** Each change as a line of JSON, or as text, until the reader goes away. */
function watch(slack: SimulatedSlack, query: URLSearchParams, response: ServerResponse): void {
  const text = query.get("as") === "text";
  response.writeHead(200, { "content-type": text ? "text/plain; charset=utf-8" : "application/x-ndjson" });
  response.flushHeaders();
  const stop = slack.watch((change) =>
    response.write(text ? `${changeAsText(slack, change).join("\n")}\n\n` : `${JSON.stringify(change)}\n`),
  );
  response.once("close", stop);
}

function changeAsText(slack: SimulatedSlack, change: SlackChange): readonly string[] {
  if ("view" in change)
    return [`${change.what} of ${change.view.user}`, ...viewAsText(change.view.view, slack.names)];
  const { channel } = change.message;
  const where = `#${slack.names.channel?.(channel) ?? channel}`;
  const who = change.what === "ephemeral" ? `, only for ${change.message.user}` : "";
  return [`${where} ${change.what}${who}`, ...asText(change.message, slack.names)];
}

/** The bytes themselves, for a browser or `curl -o`. */
function sendFile(slack: SimulatedSlack, id: string, response: ServerResponse): void {
  const file = slack.files().find((one) => one.id === id);
  if (file?.bytes === undefined) throw new Refusal(404, { error: `no file ${id}` });
  response.writeHead(200, { "content-type": file.kind?.mimetype ?? "application/octet-stream" });
  response.end(file.bytes);
}

function sendText(response: ServerResponse, answer: unknown): void {
  const listed = Object.values(answer ?? {}).flat() as readonly { readonly lines?: readonly string[] }[];
  const texts = listed.map((one) => one?.lines?.join("\n") ?? JSON.stringify(one));
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${texts.join("\n\n")}\n`);
}

/** Who types it and where, when the query says so. */
const chosen = (query: URLSearchParams) =>
  Object.fromEntries(
    ["user", "channel", "command", "team"].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );

const words = (value: unknown): string => (typeof value === "string" ? value : "");
const optional = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
