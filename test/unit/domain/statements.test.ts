import { expect, test } from "vitest";
import { labelOf } from "#domain/label.ts";
import { statementsOf } from "#domain/statements.ts";
import { database, hold, hook, server, serverWith, whole } from "./observed.ts";

const said = (change: Partial<typeof database>) => {
  const evidence = serverWith({ acts: [{ ...database, ...change }] });
  return statementsOf(evidence, labelOf(evidence));
};

test("grade A says which commits are in it and how much WAL a start replays", () => {
  expect(said({})).toEqual([
    "db-1: every commit acknowledged before 2026-11-23T10:42:07.310Z is in it; a start replays at most 2.9 MB of WAL",
  ]);
});

test("the bound on the WAL is rounded up, never down", () => {
  expect(said({ walToReplay: 2_900_001 })[0]).toContain("at most 3 MB");
  expect(said({ walToReplay: 0 })[0]).toContain("at most 0.1 MB");
  const { walToReplay: _gone, ...unmeasured } = database;
  const evidence = serverWith({ acts: [unmeasured] });
  expect(statementsOf(evidence, labelOf(evidence))[0]).not.toContain("WAL");
});

test("synchronous_commit=off takes the promise back", () => {
  expect(said({ synchronousCommit: "off" })[0]).toMatch(/is off, so commits .* may be missing/);
  expect(said({ synchronousCommit: "off" })[0]).not.toContain("every commit");
});

test("a standby has what it had replayed, whatever its primary acknowledged", () => {
  expect(said({ role: "standby", synchronousCommit: "off", walToReplay: undefined })).toEqual([
    "db-1: every commit that this standby had replayed before 2026-11-23T10:42:07.310Z is in it; its primary may have acknowledged more",
  ]);
});

test("no grade below A promises commits, and a hook promises none", () => {
  expect(said({ sameServer: false })).toEqual([]);
  const evidence = serverWith({ acts: [hook] });
  expect(labelOf(evidence).grade).toBe("A");
  expect(statementsOf(evidence, labelOf(evidence))).toEqual([]);
});

test("each server speaks for its own database", () => {
  const servers = [server, { ...server, server: "db-2" }];
  const evidence = { ...whole, hold: { ...hold, servers } };
  expect(statementsOf(evidence, labelOf(evidence)).map((text) => text.slice(0, 5))).toEqual([
    "db-1:",
    "db-2:",
  ]);
});
