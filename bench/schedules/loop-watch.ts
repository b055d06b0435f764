import { createHistogram, performance } from "node:perf_hooks";

// Imported into the bot before anything of its own: how late its timers are, asked and answered over Node's own channel.
// A machine that has other things to do makes every timer late; `own` is that part of it in which the bot's thread was on
// the CPU itself, so it can only be the bot's doing. Its waits for the disk (a checkpoint) are in `late` alone.

const EVERY_MS = 10;
const US = 1_000;
const late = createHistogram();
const own = createHistogram();
let utilizationBefore = performance.eventLoopUtilization();
let at = performance.now();
let cpu = cpuMs();

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / US;
}

/** In whole microseconds, at least one: a histogram takes nothing less. */
const microseconds = (ms: number): number => Math.max(1, Math.round(ms * US));

function sample(): void {
  const [now, used] = [performance.now(), cpuMs()];
  const lateMs = now - at - EVERY_MS;
  late.record(microseconds(lateMs));
  own.record(microseconds(Math.min(lateMs, used - cpu)));
  [at, cpu] = [now, used];
}

setInterval(sample, EVERY_MS).unref();

process.on("message", (asked: unknown) => {
  if (asked === "begin") {
    late.reset();
    own.reset();
    utilizationBefore = performance.eventLoopUtilization();
    return;
  }
  if (asked !== "read") return;
  const figures = (histogram: typeof late) => ({
    p50Ms: histogram.percentile(50) / US,
    p99Ms: histogram.percentile(99) / US,
    mostMs: histogram.max / US,
  });
  const { utilization } = performance.eventLoopUtilization(utilizationBefore);
  process.send?.({ late: figures(late), own: figures(own), utilization });
});
// The channel alone keeps nobody alive.
process.channel?.unref();
