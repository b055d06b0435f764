import type { IncomingMessage } from "node:http";
import { didYouMean } from "#domain/did-you-mean.ts";
import { DomainError } from "#domain/errors.ts";
import { HELLO } from "./calls.ts";
import { otherVersion, PREFIX, USER_HEADER, VERSION_HEADER } from "./protocol.ts";

/** What is asked and by which OS user. Throws DomainError in words for everything else that can arrive on a socket. */
export function readEnvelope(
  request: IncomingMessage,
  { version, known }: { readonly version: string; readonly known: readonly string[] },
): { readonly name: string; readonly user: string } {
  const { method, url = "" } = request;
  if (method !== "POST")
    throw new DomainError(
      "invalid-input",
      `${method} is not understood here, expected POST ${PREFIX}<operation>`,
    );
  const name = nameOf(url, known);
  const theirs = request.headers[VERSION_HEADER];
  if (name !== HELLO && theirs !== version)
    throw otherVersion(typeof theirs === "string" ? theirs : "unknown", version);
  return { name, user: userOf(request) };
}

/** Compared as it was sent: nothing is decoded, resolved or looked up as a path. */
function nameOf(url: string, known: readonly string[]): string {
  const name = url.startsWith(PREFIX) ? url.slice(PREFIX.length) : undefined;
  if (name !== undefined && known.includes(name)) return name;
  const near = didYouMean((name ?? url).slice(0, 64), known);
  throw new DomainError(
    "not-found",
    `there is no operation "${shortened(url)}"${near === undefined ? "" : `; ${near}`}`,
    { next: `POST ${PREFIX}<operation>, one of ${known.join(", ")}` },
  );
}

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

function userOf({ headers }: IncomingMessage): string {
  const sent = headers[USER_HEADER];
  try {
    const user = typeof sent === "string" ? decodeURIComponent(sent) : "";
    if (user !== "" && user.length <= 256) return user;
  } catch {
    // Not percent-encoded: told below.
  }
  throw new DomainError(
    "invalid-input",
    `the header ${USER_HEADER} must name the OS user who asks, percent-encoded`,
  );
}
