import { getEventListeners, once } from "node:events";
import { expect, test } from "vitest";
import { deadline } from "#support/deadline.ts";

test("is aborted with the given signal, for its reason, and then the time was not up", () => {
  const stop = new AbortController();
  using until = deadline(stop.signal, 60_000);
  expect(until.signal.aborted).toBe(false);
  stop.abort(new Error("stopped"));
  expect([until.signal.reason.message, until.passed]).toEqual(["stopped", false]);
});

test("is aborted at once with a signal that is aborted already", () => {
  using until = deadline(AbortSignal.abort(new Error("stopped")), 60_000);
  expect([until.signal.aborted, until.passed]).toEqual([true, false]);
});

test("is aborted when the time is up, and says so", async () => {
  using until = deadline(new AbortController().signal, 5);
  await once(until.signal, "abort");
  expect(until.passed).toBe(true);
});

test("leaves nothing on the given signal once it is disposed of", () => {
  const stop = new AbortController();
  const until = deadline(stop.signal, 60_000);
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(1);
  until[Symbol.dispose]();
  expect(getEventListeners(stop.signal, "abort")).toEqual([]);
  stop.abort();
  expect(until.signal.aborted).toBe(false);
});
