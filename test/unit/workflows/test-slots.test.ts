import { expect, test } from "vitest";
import { createTestSlots } from "#workflows/test-slots.ts";

const never = new AbortController().signal;

/** Who has had a turn, in its order. */
function queue(count: number) {
  const slots = createTestSlots(count);
  const begun: string[] = [];
  const ask = (runId: string, signal = never, place = runId) =>
    slots.turn(runId, place, signal).then(() => void begun.push(runId));
  return { slots, begun, ask };
}

test("one after the other, in the order in which they asked", async () => {
  const { slots, begun, ask } = queue(1);
  const all = ["a", "b", "c"].map((runId) => ask(runId));
  for (const [index, runId] of ["a", "b", "c"].entries()) {
    await all[index];
    expect(begun).toEqual(["a", "b", "c"].slice(0, index + 1));
    slots.free(runId);
  }
});

test("as many at once as there may be", async () => {
  const { slots, begun, ask } = queue(2);
  const [first, second, third] = ["a", "b", "c"].map((runId) => ask(runId));
  await Promise.all([first, second]);
  expect(begun).toEqual(["a", "b"]);
  slots.free("b");
  await third;
  expect(begun).toEqual(["a", "b", "c"]);
});

test("one that is cancelled while it waits leaves the queue, and takes nobody's turn", async () => {
  const { slots, begun, ask } = queue(1);
  await ask("a");
  const cancelled = new AbortController();
  const waiting = ask("b", cancelled.signal);
  const last = ask("c");
  cancelled.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  slots.free("a");
  await last;
  expect(begun).toEqual(["a", "c"]);
});

test("a run that had its turn before a restart goes before those that wait, and counts", async () => {
  const { slots, begun, ask } = queue(1);
  // In the order in which an engine takes them up: the one that waits is asked first.
  const waiting = ask("waits");
  slots.keep("goes on", "there");
  slots.keep("goes on", "there");
  await expect(
    Promise.race([waiting, new Promise((resolve) => setImmediate(resolve, "still waits"))]),
  ).resolves.toBe("still waits");
  slots.free("goes on");
  await waiting;
  expect(begun).toEqual(["waits"]);
});

test("one at a time in one place, and nobody behind it waits for that", async () => {
  const { slots, begun, ask } = queue(3);
  const [first, second, third] = [ask("a", never, "here"), ask("b", never, "here"), ask("c", never, "there")];
  await Promise.all([first, third]);
  expect(begun).toEqual(["a", "c"]);
  slots.free("a");
  await second;
  expect(begun).toEqual(["a", "c", "b"]);
});

test("nobody begins where a restore reads; whoever waits for another place goes ahead, and the number is as it was", async () => {
  const { slots, begun, ask } = queue(1);
  slots.occupy("restore", "here");
  slots.occupy("restore", "here");
  const [first, second] = [ask("a", never, "here"), ask("b", never, "there")];
  await second;
  slots.free("b");
  expect(begun).toEqual(["b"]);
  slots.leave("restore");
  await first;
  expect(begun).toEqual(["b", "a"]);
});
