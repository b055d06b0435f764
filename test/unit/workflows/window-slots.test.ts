import { expect, test } from "vitest";
import { createWindowSlots } from "#workflows/window-slots.ts";

const never = new AbortController().signal;
const turn = () => new Promise(setImmediate);

/** Work that is under way until it is told to end. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const state = { running: false };
  const act = async () => {
    state.running = true;
    await promise;
    state.running = false;
  };
  return { act, state, end: resolve };
}

test("no more run at once than there are slots, and the rest in the order in which they came", async () => {
  const slots = createWindowSlots(2);
  const all = [work(), work(), work(), work()];
  const done = all.map(({ act }) => slots.within(never, act));
  const running = () => all.map(({ state }) => state.running);
  await turn();
  expect(running()).toEqual([true, true, false, false]);
  all[1]?.end();
  await turn();
  expect(running()).toEqual([true, false, true, false]);
  for (const { end } of all) end();
  await Promise.all(done);
  expect(running()).toEqual([false, false, false, false]);
});

test("what fails gives its slot back", async () => {
  const slots = createWindowSlots(1);
  await expect(slots.within(never, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await slots.within(never, async () => "next")).toBe("next");
});

test("whoever is called off while waiting leaves the queue, and takes nobody's turn", async () => {
  const slots = createWindowSlots(1);
  const [first, second, third] = [work(), work(), work()];
  const stop = new AbortController();
  const one = slots.within(never, first.act);
  const two = slots.within(stop.signal, second.act);
  const three = slots.within(never, third.act);
  stop.abort(new Error("stopped"));
  await expect(two).rejects.toThrow("stopped");
  first.end();
  await one;
  await turn();
  expect([second.state.running, third.state.running]).toEqual([false, true]);
  third.end();
  await three;
  expect(await slots.within(never, async () => 1)).toBe(1);
});

test("whoever is called off before it asks does not begin, even when a slot is free", async () => {
  const { act, state } = work();
  await expect(createWindowSlots(1).within(AbortSignal.abort(new Error("stopped")), act)).rejects.toThrow(
    "stopped",
  );
  expect(state.running).toBe(false);
});

test("being called off while it runs is the work's own business", async () => {
  const slots = createWindowSlots(1);
  const stop = new AbortController();
  const { act, end } = work();
  const done = slots.within(stop.signal, act);
  stop.abort(new Error("stopped"));
  end();
  await expect(done).resolves.toBeUndefined();
});

test("it is known when no window is open: at once when none is, else when the last has closed", async () => {
  const slots = createWindowSlots(2);
  expect(slots.open).toBe(0);
  await slots.closed();
  const all = [work(), work(), work()];
  const done = all.map(({ act }) => slots.within(never, act));
  const seen: string[] = [];
  const closed = slots.closed().then(() => seen.push("closed"));
  all[0]?.end();
  await turn();
  expect(slots.open).toBe(2);
  all[1]?.end();
  await turn();
  expect([slots.open, seen]).toEqual([1, []]);
  all[2]?.end();
  await Promise.all(done);
  await closed;
  expect(slots.open).toBe(0);
  await slots.closed();
});

test("windows that open after all were closed are waited for anew", async () => {
  const slots = createWindowSlots(1);
  await slots.within(never, async () => undefined);
  const { act, end } = work();
  const done = slots.within(never, act);
  let closed = false;
  void slots.closed().then(() => {
    closed = true;
  });
  await turn();
  expect(closed).toBe(false);
  end();
  await done;
  await expect.poll(() => closed).toBe(true);
});
