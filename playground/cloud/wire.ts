import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Reply } from "./call.ts";

/** Writes an answer as OpenStack's services do: JSON, a length, and the request id that their logs hold. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  const text = reply.body === undefined ? "" : JSON.stringify(reply.body);
  const requestId = `req-${randomUUID()}`;
  response.writeHead(reply.status, {
    ...(text !== "" && { "Content-Type": "application/json" }),
    "Content-Length": Buffer.byteLength(text),
    "x-openstack-request-id": requestId,
    ...reply.headers,
  });
  response.end(text);
}
