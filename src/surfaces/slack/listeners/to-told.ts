import { randomBytes } from "node:crypto";
import { DomainError } from "#domain/errors.ts";
import type { Log } from "#support/log.ts";
import type { Told } from "../views/error-words.ts";

/**
 * An error as a person may see it. What is no refusal of ours is a fault of ours: the person gets a reference and the log
 * has the rest under it, so that no stack and no path ever reaches Slack.
 */
export function toTold(error: unknown, log: Log): Told {
  if (error instanceof DomainError) return error;
  if (error instanceof DOMException && error.name === "TimeoutError") return TOO_LONG;
  const reference = randomBytes(4).toString("hex");
  log.error({ reference, err: error }, "a fault of Freezeframe's own");
  return {
    kind: "failed",
    message: `A fault of Freezeframe's own, reference ${reference}`,
    next: "give the reference to whoever runs Freezeframe: its log tells more. /ff runs shows whether something was begun",
  };
}

const TOO_LONG: Told = {
  kind: "unreachable",
  message: "It took longer than Slack waits for an answer",
  next: "/ff runs shows whether something was begun; else ask again",
};
