import type { ServerResponse } from "node:http";
import type { Json } from "#engine/port.ts";

/**
 * Sends each update as one line of JSON until the signal. Lossy, as progress is: while the reader is slow, updates are left
 * out, so that nobody's terminal fills our memory.
 */
export async function streamProgress(
  follow: (listener: (update: Json) => void) => () => void,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8", connection: "close" });
  response.flushHeaders();
  const unfollow = follow((update) => {
    if (!response.writableNeedDrain) response.write(`${JSON.stringify({ update })}\n`);
  });
  try {
    await aborted(signal);
  } finally {
    unfollow();
    response.end();
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
