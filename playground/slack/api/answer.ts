import type { SlackState } from "../state.ts";
import type { Fields } from "../types.ts";
import { ApiError } from "./api-error.ts";
import { type Args, parseArgs } from "./args.ts";
import type { Method } from "./method.ts";
import { methods } from "./methods.ts";

export interface ApiRequest {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
  readonly origin: string;
}

export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Fields;
  /** `ok` or Slack's error code. */
  readonly outcome: string;
}

/** Errors come under status 200, apart from 429. docs.slack.dev/apis/web-api, "Evaluating responses" */
export function answerApi(state: SlackState, request: ApiRequest): ApiReply {
  try {
    const method = methods.get(request.method);
    if (method === undefined) throw new ApiError("unknown_method", { req_method: request.method });
    const args = parseArgs(request.contentType, request.body);
    authenticate(state, method, token(request, args));
    const wait = limited(state, request.method, method, args);
    if (wait !== undefined) return tooMany(wait);
    const provided = state.scopes.join(",");
    if (method.scopes.length > 0 && !method.scopes.some((scope) => state.scopes.includes(scope)))
      throw new ApiError("missing_scope", { needed: method.scopes.join(","), provided });
    const answer = method.handle({ state, args, origin: request.origin });
    const scopes = { "x-oauth-scopes": provided, "x-accepted-oauth-scopes": method.scopes.join(",") };
    return { status: 200, headers: scopes, body: { ok: true, ...answer }, outcome: "ok" };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return failed(error.code, error.details);
  }
}

export const failed = (code: string, details: Fields = {}): ApiReply => ({
  status: 200,
  headers: {},
  body: { ok: false, error: code, ...details },
  outcome: code,
});

/** docs.slack.dev/apis/web-api/rate-limits, "Responding to rate limiting conditions" */
export const tooMany = (seconds: number): ApiReply => ({
  ...failed("ratelimited"),
  status: 429,
  headers: { "retry-after": String(seconds) },
});

/** The channel that a request is about, for faults; undefined where there is none. */
export function channelOf(request: ApiRequest): string | undefined {
  try {
    return parseArgs(request.contentType, request.body).text("channel");
  } catch {
    return undefined;
  }
}

function token({ authorization }: ApiRequest, args: Args): string | undefined {
  return /^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? args.text("token");
}

function authenticate(state: SlackState, method: Method, given: string | undefined): void {
  const { botToken, appToken } = state.seed;
  if (given === undefined) throw new ApiError("not_authed");
  if (given !== botToken && given !== appToken) throw new ApiError("invalid_auth");
  if (given === botToken && state.tokenRevoked) throw new ApiError("token_revoked");
  if (given !== (method.token === "app" ? appToken : botToken)) throw new ApiError("not_allowed_token_type");
}

function limited(state: SlackState, name: string, method: Method, args: Args): number | undefined {
  if (method.tier === undefined) return undefined;
  const key = method.tier === "post" ? `${name} ${args.text("channel")}` : name;
  return state.rates.take(method.tier, key, state.now());
}
