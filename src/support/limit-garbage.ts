import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Both halves of the young generation together. V8 would go up to 128 MiB, and gives nothing of it back under load. */
const YOUNG_BYTES = 16 * 1024 * 1024;
/** What may come to what is alive before V8 looks through everything again, in percent. It would wait for several times as much. */
const GROWING = 50;

/**
 * Keeps what is dead already small beside what is alive, for the rest of the process; call it before the heap is first
 * collected. Node takes limits of the heap on its command line alone, which is not ours, but V8 asks for its growth factors
 * whenever it is about to grow.
 */
export function limitGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING}`);
  let grows = true;
  new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
    const may = (young?.space_size ?? 0) < YOUNG_BYTES;
    if (may === grows) return;
    grows = may;
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
  }).observe({ entryTypes: ["gc"] });
}
