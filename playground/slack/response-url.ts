import { ApiError } from "./api/api-error.ts";
import { messageContent } from "./api/content.ts";
import { announce, type ResponseUrl, type SlackState } from "./state.ts";
import type { MessageContent, SlackEphemeral, SlackMessage } from "./types.ts";

/** docs.slack.dev/interactivity/handling-user-interaction, "Sending message responses": 5 times within 30 minutes. */
const MOST_USES = 5;

export interface TextReply {
  readonly status: number;
  readonly text: string;
  /** `ok` or what was wrong. */
  readonly outcome: string;
}

/** Answers a POST to a response_url. Other than the Web API it says no by its status. */
export function answerResponseUrl(state: SlackState, id: string, body: string): TextReply {
  const url = state.responseUrls.get(id);
  if (url === undefined) return refused(404, "no_such_url");
  if (state.now() > url.expiresAt) return refused(404, "expired_url");
  if (url.uses >= MOST_USES) return refused(404, "used_url");
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== "object" || answer === null) return refused(400, "invalid_payload");
    respond(state, url, answer, "response_url");
    url.uses += 1;
    return { status: 200, text: "ok", outcome: "ok" };
  } catch (error) {
    if (error instanceof ApiError) return refused(400, error.code);
    if (error instanceof SyntaxError) return refused(400, "invalid_payload");
    throw error;
  }
}

/**
 * What a command's ack or a response_url shows: to the person alone, unless `response_type` is `in_channel`.
 * @throws ApiError no_text, invalid_blocks, …
 */
export function respond(
  state: SlackState,
  url: ResponseUrl,
  answer: object,
  via: "ack" | "response_url",
): void {
  const { text, blocks, response_type, replace_original, delete_original } = answer as Readonly<
    Record<string, unknown>
  >; // each field is looked at below
  if (delete_original === true) {
    remove(state, url);
    return;
  }
  const raw = { text: typeof text === "string" ? text : undefined, blocks };
  const content = messageContent(state, raw, { method: "response_url", channel: url.channel });
  if (replace_original === true && replace(state, url, content)) return;
  if (response_type === "in_channel") {
    post(state, url, content);
    return;
  }
  const message = { ...content, channel: url.channel, user: url.user, ts: state.nextTs(), at: state.now() };
  const ephemeral: SlackEphemeral = { ...message, via, triggerId: url.triggerId };
  state.ephemerals.push(ephemeral);
  announce(state, { what: "ephemeral", at: ephemeral.at, message: ephemeral });
}

function post(state: SlackState, { channel }: ResponseUrl, content: MessageContent): void {
  const message: SlackMessage = {
    ...content,
    channel,
    ts: state.nextTs(),
    user: state.seed.app.botUser,
    threadTs: undefined,
    clientMsgId: undefined,
    metadata: undefined,
    edits: [],
    postedAt: state.now(),
    editedAt: undefined,
  };
  state.messages.push(message);
  announce(state, { what: "posted", at: message.postedAt, message });
}

/** The message whose button was clicked, or the last answer to the same command. */
function replace(state: SlackState, url: ResponseUrl, content: MessageContent): boolean {
  const at = state.messages.findIndex(({ channel, ts }) => channel === url.channel && ts === url.original);
  const message = state.messages[at];
  if (message !== undefined) {
    const { text, blocks, editedAt, postedAt } = message;
    const edits = [...message.edits, { text, blocks, at: editedAt ?? postedAt }];
    const edited = { ...message, ...content, edits, editedAt: state.now() };
    state.messages[at] = edited;
    announce(state, { what: "edited", at: edited.editedAt, message: edited });
    return true;
  }
  const shown = lastEphemeral(state, url);
  const ephemeral = state.ephemerals[shown];
  if (ephemeral === undefined) return false;
  const replaced = { ...ephemeral, ...content, at: state.now() };
  state.ephemerals[shown] = replaced;
  announce(state, { what: "ephemeral", at: replaced.at, message: replaced });
  return true;
}

function remove(state: SlackState, url: ResponseUrl): void {
  const at = state.messages.findIndex(({ channel, ts }) => channel === url.channel && ts === url.original);
  if (at >= 0) state.messages.splice(at, 1);
  else if (lastEphemeral(state, url) >= 0) state.ephemerals.splice(lastEphemeral(state, url), 1);
}

const lastEphemeral = (state: SlackState, url: ResponseUrl): number =>
  state.ephemerals.findLastIndex(({ ts, triggerId }) => ts === url.original || triggerId === url.triggerId);

const refused = (status: number, code: string): TextReply => ({
  status,
  text: JSON.stringify({ ok: false, error: code }),
  outcome: code,
});
