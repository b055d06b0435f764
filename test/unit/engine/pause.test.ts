import { expect, it, onTestFinished } from "vitest";
import { pause } from "#engine/embedded/pause.ts";
import { systemClock as clock } from "#support/clock.ts";

const day = 86_400_000;

it("waits for longer than a timer of Node can hold, until its signal is aborted", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): unknown => warnings.push(warning.name);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  const wake = new AbortController();
  let woke = false;
  const waiting = pause(clock, clock.now() + 40 * day, wake.signal).then(() => {
    woke = true;
  });
  await new Promise(setImmediate);
  expect(woke).toBe(false);
  wake.abort();
  await waiting;
  // Node shortens what it cannot hold to 1 ms, and says so with a TimeoutOverflowWarning.
  expect(warnings).toEqual([]);
});

it("returns at once when it was woken before, and soon when the time is over", async () => {
  await pause(clock, clock.now() + day, AbortSignal.abort());
  await pause(clock, clock.now() - day, new AbortController().signal);
  const until = clock.now() + 15;
  await pause(clock, until, new AbortController().signal);
  expect(clock.now()).toBeGreaterThanOrEqual(until - 1);
});
