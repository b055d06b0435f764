import { monitorEventLoopDelay, performance } from "node:perf_hooks";

// Imported into the bot before anything of its own: how late its timers are, asked and answered over Node's own channel.

/** Between two samples, ms; the histogram counts it in, so it is taken off again. */
const EVERY_MS = 5;
const NS = 1e6;
const histogram = monitorEventLoopDelay({ resolution: EVERY_MS });
histogram.enable();
let before = performance.eventLoopUtilization();

const late = (ns: number): number => Math.max(0, ns / NS - EVERY_MS);

process.on("message", (asked: unknown) => {
  if (asked === "begin") {
    histogram.reset();
    before = performance.eventLoopUtilization();
    return;
  }
  if (asked !== "read") return;
  const { utilization } = performance.eventLoopUtilization(before);
  process.send?.({
    p50Ms: late(histogram.percentile(50)),
    p99Ms: late(histogram.percentile(99)),
    mostMs: late(histogram.max),
    utilization,
  });
});
// The channel alone keeps nobody alive.
process.channel?.unref();
