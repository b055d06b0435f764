import { createInterface } from "node:readline";
import type { Json } from "#engine/port.ts";
import { type Bot, post } from "./ask.ts";
import { FOLLOW, followLine } from "./calls.ts";

/** Hears a run's progress until the returned function is called. Lossy, as progress is: an end of the stream is not told. */
export function followRun(
  bot: Bot,
  runId: string,
  listener: (update: Json) => void,
  closing: AbortSignal,
): () => void {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, closing]);
  hear(bot, runId, listener, signal).catch(() => undefined);
  return () => stop.abort();
}

async function hear(
  bot: Bot,
  runId: string,
  listener: (update: Json) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await post(bot, FOLLOW, { runId }, signal);
  for await (const line of createInterface({ input: response })) {
    if (signal.aborted) return;
    listener(followLine.parse(JSON.parse(line)).update);
  }
}
