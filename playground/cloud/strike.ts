import type { ServerResponse } from "node:http";
import type { Reply } from "./call.ts";
import type { RequestFault } from "./faults.ts";
import { Refusal } from "./refusal.ts";
import type { CloudState } from "./state.ts";
import { sendReply } from "./wire.ts";

interface Target {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  readonly token: string | undefined;
}

/** Carries a request out and answers it, unless a fault was asked for that fits it. */
export async function strike(
  state: CloudState,
  { method, target, token }: Target,
  response: ServerResponse,
  handle: () => Reply,
): Promise<void> {
  const fault = state.faults.takeForRequest(method, target);
  if (fault === undefined) return sendReply(response, handle());
  switch (fault.kind) {
    case "status":
      return sendReply(response, meant(fault));
    case "refuse":
      response.destroy();
      return;
    case "lose-answer":
      handle();
      response.destroy();
      return;
    case "hang":
      if (fault.applied === true) handle();
      return;
    case "slow":
      await state.background.sleep(fault.ms);
      return sendReply(response, handle());
    case "garbage":
      handle();
      response.writeHead(200, { "Content-Type": "text/html" });
      response.end("<html><body><h1>502 Bad Gateway</h1></body></html>");
      return;
    case "expire-token":
      if (token !== undefined) state.keystone.tokens.delete(token);
      return sendReply(response, handle());
  }
}

/** As a proxy or Cinder's own middleware would write it. */
function meant(fault: Extract<RequestFault, { kind: "status" }>): Reply {
  const retry = fault.retryAfter === undefined ? {} : { "Retry-After": String(fault.retryAfter) };
  const message = "This request was not carried out (playground fault).";
  if (fault.status === 401) {
    return new Refusal(401, { error: { code: 401, title: "Unauthorized", message } }, retry);
  }
  const name =
    { 413: "overLimit", 429: "overLimit", 503: "serviceUnavailable" }[fault.status] ?? "computeFault";
  return new Refusal(fault.status, { [name]: { code: fault.status, message } }, retry);
}
