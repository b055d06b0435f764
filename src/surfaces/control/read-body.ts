import type { IncomingMessage } from "node:http";
import { DomainError } from "#domain/errors.ts";
import { MAX_BODY_BYTES } from "./protocol.ts";

/**
 * The JSON of a request. Throws `invalid-input` for more than 1 MiB or for what is no JSON. All of it is taken in either
 * way, only not kept: a socket that is closed with unread bytes resets the connection, and the asker would never read why
 * it was refused. A body without end is ended by the server's time limit.
 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator() as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) kept.push(chunk);
    else kept.length = 0;
  }
  if (bytes > MAX_BODY_BYTES)
    throw new DomainError(
      "invalid-input",
      `the request is ${bytes} bytes long, expected at most ${MAX_BODY_BYTES}`,
    );
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(kept)));
  } catch (cause) {
    throw new DomainError("invalid-input", "the request is no JSON in UTF-8", { cause });
  }
}
