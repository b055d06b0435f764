import { expect, test } from "vitest";
import { backEndsOf } from "#domain/design/back-end.ts";
import { homeOf } from "#domain/design/home.ts";
import { runbook } from "#domain/design/runbook.ts";
import { TROUBLES } from "#domain/design/troubles.ts";
import { FailureKind } from "#domain/failure/failure-kind.ts";
import { OrphanClass } from "#domain/orphans/orphan.ts";
import { designFacts } from "./sample-facts.ts";

const textOf = (on: "atomic" | "loops"): string => {
  const facts = designFacts(on);
  return JSON.stringify(runbook(facts, homeOf(facts, backEndsOf(facts.cloud))));
};

test("a class of orphans has one entry at most, by the name that a search gives it", () => {
  const named = TROUBLES.flatMap(({ classes }) => classes);
  expect(new Set(named).size).toBe(named.length);
  expect(OrphanClass.options).toEqual(expect.arrayContaining(named));
  expect(named).toEqual(expect.arrayContaining(["stuck set", "failed set", "failed group", "quota drift"]));
});

test("each way in which a snapshot fails is told with what helps", () => {
  const { parts } = runbook(designFacts(), undefined);
  const table = parts.find((part) => part.kind === "table");
  expect(table?.kind === "table" && table.rows).toHaveLength(FailureKind.options.length);
});

test("how it looks is told of this very back end", () => {
  expect(textOf("loops")).toContain(
    "On `host@ceph#rbd` it looks like this: group and all restored volumes `available`, one of them with nothing behind it",
  );
  expect(textOf("atomic")).toContain(
    "On `host@fast#one` it looks like this: group `error`, all restored volumes `error`",
  );
});

test("commands name the application, and what needs an administrator is said", () => {
  expect(textOf("atomic")).toContain("freezeframe orphans orders");
  expect(textOf("atomic")).toContain("An administrator is needed for the reset.");
});
