import { expect, test } from "vitest";
import type { Failure } from "#domain/failure/failure.ts";
import { failureStanding } from "#domain/failure/failure-standing.ts";
import { isAllClear, stillLeft, withFailed, withGone, withMended } from "#domain/failure/next-failure.ts";

const failed = (id: string, at: number) => ({ id, kind: "incomplete" as const, at });
const good = (at: number) => ({ run: "r-good", point: "p-1", grade: "A" as const, by: "U0KIM2345", at });
const about = { id: "snapshot:orders-db:r-1", application: "orders-db" };
const begun = withFailed(undefined, failed("r-1", 10), ["set-1"]);

test("it is over when there is a good point and nothing is left, in whichever order", () => {
  const cleaned = withGone(begun, new Set(["set-1"]), { at: 20 });
  expect([isAllClear(begun), isAllClear(cleaned), isAllClear(withMended(begun, good(20)))]).toEqual([
    false,
    false,
    false,
  ]);
  expect(isAllClear(withMended(cleaned, good(30)))).toBe(true);
  expect(isAllClear(withGone(withMended(begun, good(20)), new Set(["set-1"]), { at: 30 }))).toBe(true);
});

test("the same run twice is one, and a second one joins the first with what it left behind", () => {
  expect(withFailed(begun, failed("r-1", 10), ["set-1"])).toEqual(begun);
  const again = withFailed(begun, failed("r-2", 20), ["set-2"]);
  expect(again.runs.map(({ id }) => id)).toEqual(["r-1", "r-2"]);
  expect(stillLeft(again)).toEqual(["set-1", "set-2"]);
});

test("a good point of before mends nothing, and one is worth nothing after the next failure", () => {
  expect(withMended(begun, good(9)).mended).toBeUndefined();
  const mended = withMended(begun, good(20));
  expect(withFailed(mended, failed("r-2", 30), []).mended).toBeUndefined();
});

test("of very many failures the first and the newest are kept", () => {
  let failure: Failure | undefined;
  for (let at = 1; at <= 200; at++) failure = withFailed(failure, failed(`r-${at}`, at), []);
  expect(failure?.runs).toHaveLength(50);
  expect([failure?.runs[0]?.id, failure?.runs.at(-1)?.id]).toEqual(["r-1", "r-200"]);
});

test("who was first to see something gone has it", () => {
  const cleanup = { run: "r-2-clean", requestedBy: "U0KIM2345", approvedBy: ["U0LEE6789"] };
  const first = withGone(begun, new Set(["set-1"]), { at: 20, cleanup });
  expect(withGone(first, new Set(["set-1"]), { at: 30 })).toEqual(first);
});

test("in words: what failed, how often, what is left and what to do; then what made it clear", () => {
  const again = withFailed(begun, { id: "r-2", kind: "unanswered", at: 20 }, []);
  expect(failureStanding(about, again)).toEqual({
    state: "missed",
    text: "the snapshot of run r-2 was never answered by Cinder, the last of 2 that failed; left behind: group snapshot set-1",
    next: "freezeframe clean orders-db snapshot:orders-db:r-1, then freezeframe snapshot orders-db",
  });
  expect(failureStanding(about, withMended(begun, good(30)))).toMatchObject({
    text: "the snapshot of run r-1 is INCOMPLETE; point p-1 was made since; left behind: group snapshot set-1",
    next: "freezeframe clean orders-db snapshot:orders-db:r-1",
  });
  const clear = withGone(withMended(begun, good(30)), new Set(["set-1"]), { at: 40 });
  expect(failureStanding(about, clear)).toEqual({
    state: "kept",
    by: "point p-1 (A) of run r-good; nothing is left behind",
  });
});
