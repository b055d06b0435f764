import { expect, test } from "vitest";
import { isProtected, PROTECTED_KEY, protectionMetadata, readProtection } from "#domain/protection.ts";

test("what is written on a snapshot is read back", () => {
  const protection = { by: "U0OPS", at: 1_764_000_000_000, reason: "kept for the audit" };
  expect(readProtection(protectionMetadata(protection))).toEqual(protection);
  expect(readProtection(protectionMetadata({ by: "U0OPS", at: 5 }))).toEqual({ by: "U0OPS", at: 5 });
});

test("a long reason is cut to what Cinder takes", () => {
  const { [PROTECTED_KEY]: value = "" } = protectionMetadata({ by: "U0OPS", at: 5, reason: "x".repeat(400) });
  expect(value).toHaveLength(255);
});

test("whatever stands there protects, also what somebody else wrote, and also nothing", () => {
  expect(readProtection({ [PROTECTED_KEY]: "yes please" })).toEqual({
    by: "metadata",
    at: 0,
    reason: "yes please",
  });
  expect(readProtection({ [PROTECTED_KEY]: "" })).toEqual({ by: "metadata", at: 0 });
  expect([isProtected({ [PROTECTED_KEY]: "" }), isProtected({}), readProtection({})]).toEqual([
    true,
    false,
    undefined,
  ]);
});
