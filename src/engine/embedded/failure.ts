import { z } from "zod";
import { DomainError, errorKind } from "#domain/errors.ts";
import type { RunFailure } from "../port.ts";

const Failure = z.object({
  kind: z.string().transform(errorKind),
  message: z.string(),
  next: z.string().optional(),
});

/** Longer messages are cut: an error is one sentence and a next step, never a payload. */
const messageLimit = 8_000;

/** What the journal keeps of an error. Anything but a DomainError becomes kind `failed`. */
export function toFailure(error: unknown): RunFailure {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, messageLimit);
  if (!(error instanceof DomainError)) return { kind: "failed", message };
  return {
    kind: error.kind,
    message,
    ...(error.next === undefined ? {} : { next: error.next.slice(0, messageLimit) }),
  };
}

/** The error a workflow sees: the same at the first execution (with its cause, for the log) and at a replay. */
export function toError(failure: RunFailure, cause?: unknown): DomainError {
  const { kind, message, next } = Failure.parse(failure);
  return new DomainError(kind, message, {
    ...(next === undefined ? {} : { next }),
    ...(cause === undefined ? {} : { cause }),
  });
}

export const encodeFailure = (failure: RunFailure): string => JSON.stringify(failure);

export function decodeFailure(text: string | undefined): RunFailure {
  const { next, ...failure } = Failure.parse(JSON.parse(text ?? "null"));
  return next === undefined ? failure : { ...failure, next };
}
