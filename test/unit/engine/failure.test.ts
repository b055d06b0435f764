import { expect, it } from "vitest";
import { DomainError, type ErrorKind } from "#domain/errors.ts";
import { decodeFailure, encodeFailure, toError, toFailure } from "#engine/embedded/failure.ts";

const kinds: readonly ErrorKind[] = [
  "invalid-input",
  "not-found",
  "not-permitted",
  "refused",
  "busy",
  "unreachable",
  "failed",
  "interrupted",
];

const throughTheJournal = (error: unknown): DomainError =>
  toError(decodeFailure(encodeFailure(toFailure(error))));

it.each(kinds)("brings an error of kind %s back as it was", (kind) => {
  const back = throughTheJournal(new DomainError(kind, "what went wrong", { next: "what to do" }));
  expect(back).toBeInstanceOf(DomainError);
  expect([back.kind, back.message, back.next]).toEqual([kind, "what went wrong", "what to do"]);
  expect(throughTheJournal(new DomainError(kind, "no next step")).next).toBeUndefined();
});

it("takes whatever was thrown", () => {
  expect(throughTheJournal(new RangeError("off by one"))).toMatchObject({
    kind: "failed",
    message: "off by one",
  });
  expect(throughTheJournal("a string")).toMatchObject({ kind: "failed", message: "a string" });
  expect(throughTheJournal(undefined)).toMatchObject({ kind: "failed", message: "undefined" });
});

it("cuts a message that is a payload", () => {
  expect(throughTheJournal(new Error("x".repeat(1_000_000))).message).toHaveLength(8_000);
});

it("keeps neither stack nor cause in the journal", () => {
  const error = new DomainError("failed", "outside", { cause: new Error("inner: token=abc") });
  expect(JSON.parse(encodeFailure(toFailure(error)))).toEqual({ kind: "failed", message: "outside" });
});
