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

test("each class of orphans has one entry, by the name that a search gives it", () => {
  const named = TROUBLES.flatMap(({ classes }) => classes);
  expect(named.toSorted()).toEqual(OrphanClass.options.toSorted());
});

test("each way in which a snapshot fails has one entry, but those that leave nothing broken in Cinder", () => {
  const elsewhere: readonly FailureKind[] = [
    // A guest's or the network's …
    ...(["thaw-unconfirmed", "unreachable"] as const),
    // … refused before it began, or a set that is whole …
    ...(["refused", "requirement-missed", "degraded"] as const),
    // … and Freezeframe's own.
    ...(["failed", "parked"] as const),
  ];
  const named = TROUBLES.flatMap(({ kinds }) => kinds);
  expect([...named, ...elsewhere].toSorted()).toEqual(FailureKind.options.toSorted());
});

test("and all of them are told with what helps", () => {
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
  expect(textOf("atomic")).toContain("`freezeframe thaw orders` ends it");
  expect(textOf("atomic")).toContain("An administrator is needed for the reset.");
});
