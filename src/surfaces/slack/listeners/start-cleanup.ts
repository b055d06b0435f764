import type { CleanRequest } from "#operations/index.ts";
import { type Message, restoreReceipt } from "../views/index.ts";
import type { Deps } from "./deps.ts";

/**
 * Starts a request for a clean-up and says what comes next: the one way that commands and buttons have to it. How it ends is told in
 * the application's channel. Throws what the operation throws: `not-found`, `not-permitted`.
 */
export async function startCleanup(
  request: CleanRequest,
  { operations, channel }: Pick<Deps, "operations" | "channel">,
  signal: AbortSignal,
): Promise<Message> {
  const requested = await operations.clean(request, signal);
  const { application } = request;
  const told = operations.application(application).channel ?? channel;
  return restoreReceipt(requested, { what: "clean-up", application, channel: told });
}
