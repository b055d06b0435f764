import { expect, test } from "vitest";
import { DomainError, type ErrorKind } from "#domain/errors.ts";
import { systemClock as clock } from "#support/clock.ts";
import { patiently } from "#workflows/patiently.ts";

const never = new AbortController().signal;
const until = (ms: number, signal = never) => ({ deadline: clock.now() + ms, clock, signal });

function failing(times: number, kind: ErrorKind) {
  const state = { tries: 0 };
  const read = async () => {
    state.tries += 1;
    if (state.tries <= times) throw new DomainError(kind, `try ${state.tries}`);
    return "read";
  };
  return { read, state };
}

test("what passes is asked again, and the answer is the answer", async () => {
  const { read, state } = failing(1, "unreachable");
  expect(await patiently(read, until(60_000))).toBe("read");
  expect(state.tries).toBe(2);
});

test("past the deadline the last error is thrown, without another try", async () => {
  const { read, state } = failing(9, "failed");
  await expect(patiently(read, until(0))).rejects.toThrow("try 1");
  expect(state.tries).toBe(1);
});

test.each(["refused", "not-found", "not-permitted", "invalid-input"] as const)(
  "%s is an answer, too",
  async (kind) => {
    const { read, state } = failing(9, kind);
    await expect(patiently(read, until(60_000))).rejects.toMatchObject({ kind });
    expect(state.tries).toBe(1);
  },
);

test("a shutdown ends the wait", async () => {
  const stop = new AbortController();
  const { read } = failing(9, "unreachable");
  const waiting = patiently(read, until(60_000, stop.signal));
  await new Promise(setImmediate);
  stop.abort(new Error("stopped"));
  await expect(waiting).rejects.toThrow("stopped");
});
