import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { buffer, text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Chart } from "#domain/chart.ts";
import { DomainError } from "#domain/errors.ts";

const pen = fileURLToPath(new URL("./pen.ts", import.meta.url));
const WITHIN_MS = 60_000;
/** Enough for echarts and a few charts, so that a runaway ends itself and not the bot. */
const HEAP_MB = 256;

/** A PNG of twice 800 × 400 pixels. */
export type DrawChart = (chart: Chart, signal: AbortSignal) => Promise<Uint8Array>;

/**
 * Draws in a process of its own, at low priority: it takes a second of CPU and a hundred megabytes, and the bot must go on
 * beating for what is frozen meanwhile, and be small again after. Throws `unreachable` when it does not end well in a minute.
 */
export const drawChart: DrawChart = async (chart, signal) => {
  const within = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, pen], {
    // It needs nothing of our environment, and has no business with our secrets.
    env: {},
    stdio: ["pipe", "pipe", "pipe"],
    signal: within,
    killSignal: "SIGKILL",
  });
  const ended = once(child, "close");
  // A child that is gone before it has read: its exit status tells.
  child.stdin.on("error", () => undefined);
  const answered = Promise.all([buffer(child.stdout), text(child.stderr), ended]);
  lower(child.pid);
  child.stdin.end(JSON.stringify(chart));
  const [png, complaint] = await answered.catch((cause: unknown) => {
    if (signal.aborted) throw signal.reason;
    throw failed("it did not end in time", cause);
  });
  if (child.exitCode !== 0 || png.length === 0) throw failed(lastLine(complaint), undefined);
  return png;
};

/** Without it the picture is only less polite to others. */
function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

const lastLine = (words: string): string =>
  words
    .split("\n")
    .findLast((line) => /error/i.test(line))
    ?.trim() ?? "it ended without a picture";

const failed = (why: string, cause: unknown): DomainError =>
  new DomainError("unreachable", `the chart could not be drawn: ${why}`, {
    next: "the figures are in the report; the picture is drawn anew when it is asked for again",
    cause,
  });
