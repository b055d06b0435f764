import { DomainError, type ErrorKind } from "#domain/errors.ts";
import type { Json } from "../port.ts";

/** The journal holds facts, not payloads: 64 KiB for each input, result and message. */
const limitBytes = 64 * 1024;

/** JSON text of a value. Throws DomainError `kind` when it is over 64 KiB; `what` names it. */
export function encodeJson(value: Json | undefined, what: string, kind: ErrorKind): string {
  const text = JSON.stringify(value ?? null);
  const bytes = Buffer.byteLength(text);
  if (bytes > limitBytes) {
    throw new DomainError(kind, `${what} is ${bytes} bytes of JSON, at most ${limitBytes} are allowed`, {
      next: "keep the data in the store and pass its id",
    });
  }
  return text;
}

/** Inverse of {@link encodeJson}. */
export function decodeJson<T extends Json = Json>(text: string | undefined): T {
  // The journal is written by encodeJson alone, from a T: what comes back is its JSON image.
  return JSON.parse(text ?? "null") as T;
}
