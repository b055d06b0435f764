import { expect, test } from "vitest";
import type { ApplicationAct, ServerHold, TextSorting } from "#domain/evidence.ts";
import { Evidence } from "#domain/evidence.ts";
import { checkSorting, compareSorting, sortingOf } from "#domain/restore/collation.ts";
import type { RecoveryKit } from "#domain/restore/facts.ts";
import { canRestore, makePlan } from "#domain/restore/make-plan.ts";
import { database, server, serverWith, whole } from "../observed.ts";
import { facts, NOW, pointWith, recovery } from "./restorable.ts";

const libc = (recorded?: string, used = recorded): TextSorting => ({ library: "libc", recorded, used });
const icu: TextSorting = { library: "icu", recorded: "153.120", used: "153.120" };

const seen = (
  collations: TextSorting[] | undefined,
  guest: Partial<ServerHold> = {},
  act: { icu?: string } = {},
) => sortingOf({ ...database, collations, ...act }, { ...server, ...guest });

test.each<[string, ReturnType<typeof seen>, Partial<RecoveryKit>, string, string]>([
  ["the same C library", seen([libc("2.36")]), {}, "same", "glibc 2.36 as at the source"],
  ["another C library", seen([libc("2.31")]), {}, "differs", "glibc 2.31 at the source, 2.36 here"],
  [
    "another C library than the guest's, for a server that does not tell",
    seen([libc()], { glibc: "2.31" }),
    {},
    "differs",
    "glibc 2.31 at the source, 2.36 here",
  ],
  ["a C library that nobody tells", seen([libc()]), {}, "unknown", "the version of glibc is not known"],
  [
    "a recovery server without glibc",
    seen([libc("2.36")]),
    { glibc: "unknown" },
    "unknown",
    "the version of glibc is not known",
  ],
  ["every database sorts by bytes", seen([]), {}, "same", "no database sorts text with a library"],
  ["a kit that does not ask", seen(undefined), {}, "unknown", "the point does not tell the source's library"],
  [
    "the ICU that the server had loaded, whatever else lies in the guest",
    seen([libc("2.36"), icu], { icu: "67.1" }, { icu: "72.1" }),
    {},
    "same",
    "glibc 2.36, ICU 72.1 as at the source",
  ],
  ["a corrected ICU sorts the same", seen([icu], { icu: "72.2" }), {}, "same", "ICU 72.1 as at the source"],
  ["another ICU", seen([icu], { icu: "67.1" }), {}, "differs", "ICU 67.1 at the source, 72.1 here"],
  [
    "no ICU at all",
    seen([icu], { icu: "72.1" }),
    { icu: undefined },
    "differs",
    "ICU 72.1 at the source, none here",
  ],
  [
    "another C library that no database sorts with",
    seen([icu], { glibc: "2.31", icu: "72.1" }),
    {},
    "same",
    "ICU 72.1 as at the source",
  ],
])("%s", (_what, source, kit, so, text) => {
  expect(compareSorting(source, { glibc: "2.36", icu: "72.1", ...kit })).toEqual({ so, text });
});

const here = { glibc: "2.36", icu: "72.1" };

test.each<[string, ReturnType<typeof seen>, string, { passed: boolean; skipped?: true; text: string }]>([
  ["known and the same", seen([libc("2.36")]), "same", { passed: true, text: "glibc 2.36 as at the source" }],
  [
    "the source's own, though its databases recorded an older one",
    seen([libc("2.31", "2.36")]),
    "orders: 2.31, here 2.36",
    {
      passed: true,
      text: "glibc 2.36 as at the source; its databases recorded another before: orders: 2.31, here 2.36",
    },
  ],
  [
    "another one, though nobody recorded it",
    seen([libc(undefined)], { glibc: "2.31" }),
    "unknown",
    { passed: false, text: "glibc 2.31 at the source, 2.36 here: text indexes may be wrong here" },
  ],
  [
    "an older point, recorded and the same",
    undefined,
    "same",
    { passed: true, text: "what the databases recorded" },
  ],
  [
    "an older point, recorded and another",
    undefined,
    "orders: 2.31, here 2.36",
    { passed: false, text: "it differs from what the databases recorded: orders: 2.31, here 2.36" },
  ],
  [
    "an older point that nothing is known of is not called the same",
    undefined,
    "unknown",
    {
      passed: true,
      skipped: true,
      text: "not compared: the point does not tell the source's library, and the databases recorded none",
    },
  ],
])("once the database runs: %s", (_what, source, recorded, expected) => {
  expect(checkSorting(source, here, recorded)).toEqual(expected);
});

const planFor = (act: Partial<Extract<ApplicationAct, { kind: "postgresql" }>>) =>
  makePlan({ ...facts, point: pointWith(serverWith({ acts: [{ ...database, ...act }] })) }, NOW);

test("a recovery server that sorts otherwise is refused in the plan, with a way on", () => {
  const plan = planFor({ collations: [libc("2.31")] });
  expect(canRestore(plan)).toBe(false);
  expect(plan.findings).toContainEqual({
    severity: "error",
    code: "collation-library",
    subject: "main",
    text: "the recovery server sorts text otherwise: glibc 2.31 at the source, 2.36 here",
    costs: "text indexes would be wrong there: a search misses rows that are in it",
    next: "use a recovery server with glibc 2.31 (the source's release of the distribution)",
  });
});

test("nothing stands against one that sorts the same, or against databases that sort by bytes", () => {
  for (const collations of [[libc("2.36")], []]) {
    const plan = planFor({ collations });
    expect(canRestore(plan)).toBe(true);
    expect(plan.findings.map(({ code }) => code)).toContain("collation-same");
    expect(plan.postgresql?.sorting).toHaveLength(collations.length);
  }
});

test("a source whose databases recorded another library than it has is told to look after its own indexes", () => {
  const plan = planFor({ collations: [libc("2.31", "2.36")] });
  expect(canRestore(plan)).toBe(true);
  expect(plan.findings).toContainEqual(
    expect.objectContaining({
      severity: "warning",
      code: "collation-outdated",
      next: "at the source: REINDEX, then ALTER DATABASE … REFRESH COLLATION VERSION",
    }),
  );
});

test("a point of an older guest kit is restored; what the databases recorded is compared then", () => {
  const plan = makePlan({ ...facts, server: recovery }, NOW);
  expect(canRestore(plan)).toBe(true);
  expect(plan.postgresql?.sorting).toBeUndefined();
  expect(plan.findings.map(({ code }) => code)).toContain("collation-compared-later");
});

test("evidence of before these were asked is still evidence", () => {
  expect(Evidence.parse(whole)).toEqual(whole);
});
