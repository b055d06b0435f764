import fc from "fast-check";
import { expect, test } from "vitest";
import { makePlan } from "#domain/restore/make-plan.ts";
import { planDigest, RestorePlan } from "#domain/restore/plan.ts";
import { planLines } from "#domain/restore/plan-lines.ts";
import { facts, NOW } from "./restorable.ts";

const plan = makePlan(facts, NOW);

test("the digest is the same after a journey through JSON, whatever the order of the keys", () => {
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === "object" && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .toReversed()
              .map(([key, inner]) => [key, reversed(inner)]),
          )
        : value;
  const moved = RestorePlan.parse(reversed(JSON.parse(JSON.stringify(plan))));
  expect(Object.keys(moved)).not.toEqual([]);
  expect(planDigest(moved)).toBe(planDigest(plan));
  expect(planDigest(plan)).toMatch(/^[0-9a-f]{64}$/);
});

test("ages, quota, history and the words of findings do not change it", () => {
  const use = { limit: 10, before: 1, after: 2 };
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.string(), (plannedAt, ms, text) => {
      const later: RestorePlan = {
        ...plan,
        plannedAt,
        expected: { ms, from: 3 },
        rtoMs: ms,
        quota: { uses: { volumes: use } },
        strategy: { ...plan.strategy, why: text },
        findings: [
          ...plan.findings.map((found) => ({ ...found, text, next: text })),
          { code: "x", severity: "info" as const, subject: "y", text },
        ],
      };
      expect(planDigest(later)).toBe(planDigest(plan));
    }),
  );
});

/** Every single change of a leaf, a list or a key of what an approval binds. */
function* changed(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield value.toSpliced(index, 1);
      for (const other of changed(item)) yield value.with(index, other);
    }
    if (value.length > 1) yield value.toReversed();
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== key));
      for (const other of changed(inner)) yield { ...value, [key]: other };
    }
  } else if (typeof value === "boolean") yield !value;
  else if (typeof value === "number") yield value + 1;
  else yield `${String(value)}x`;
}

test("anything else changes it: each leaf, each entry, each order", () => {
  const { plannedAt, quota, expected: _e, rtoMs: _r, findings, strategy, ...bound } = plan;
  const seen = new Set([planDigest(plan)]);
  let tried = 0;
  for (const other of changed(bound)) {
    const whole = { plannedAt, quota, findings, strategy, ...(other as typeof bound) };
    seen.add(planDigest(whole));
    tried += 1;
  }
  expect(tried).toBeGreaterThan(60);
  expect(seen.size).toBe(tried + 1);
});

test("another strategy, and a warning that was not there, change it", () => {
  const other = plan.strategy.how === "group" ? ("volumes" as const) : ("group" as const);
  const warned = { code: "extended-since", severity: "warning" as const, subject: "data", text: "" };
  const digests = [
    plan,
    { ...plan, strategy: { ...plan.strategy, how: other } },
    { ...plan, findings: [...plan.findings, warned] },
    { ...plan, findings: [...plan.findings, { ...warned, subject: "wal" }] },
  ].map(planDigest);
  expect(new Set(digests).size).toBe(4);
});

test("a plan of twenty volumes fits where plans are kept", () => {
  const [volume] = plan.volumes;
  if (volume === undefined) throw new Error("never empty");
  const volumes = Array.from({ length: 20 }, (_, index) => ({ ...volume, role: `role-${index}` }));
  expect(JSON.stringify({ ...plan, volumes }).length).toBeLessThan(64 * 1_024);
});

test("its lines say what will be made, where it goes, what is lost and what it is", () => {
  const lines = planLines(plan, NOW);
  expect(lines).toMatchInlineSnapshot(`
    [
      "restore orders (cloud prod) from orders-20261123-104207-0123",
      "point: grade A, application-consistent (verified freeze); taken 2 h ago: whatever was written since is not in it",
      "strategy: one group with 2 volumes from the group snapshot: cinder.volume.drivers.pure.PureISCSIDriver cannot find a single member of a group snapshot (openstack/cinder ab09bc39d pure.py:849-856 vs :1867-1873)",
      "make ffr/test/orders/<run>/wal: 10 GiB, type tier1, from snapshot snapshot-wal of volume volume-wal",
      "make ffr/test/orders/<run>/data: 10 GiB, type tier1, from snapshot snapshot-data of volume volume-data",
      "make group ffr/test/orders/<run>/group",
      "attach to recovery-1 (server-recovery-1), one after another: wal, data",
      "start PostgreSQL 15 "main" there, apart from production, and stop it again",
      "check: file systems; PostgreSQL: every row, every B-tree index",
      "quota: volumes 2 → 4 of 10, groups 1 → 2 of 10",
      "expected time: not known, it was never restored with verified data; the objective is 15 min",
      "stays for 3 d, then it counts as forgotten; ended earlier by discard. On failure: tear down",
      "nothing that exists is overwritten, and nothing is cut over",
      "info: main: the point does not tell the source's library; what the databases themselves recorded is compared once they run (pg_database.datcollversion)",
      "info: prod: Cinder counts no gigabytes for a group made from a group snapshot, but takes them off when it is deleted: afterwards the project's use shows less than the truth",
      "digest 6079fa5d19adb0dcbc3b22f680161bc15564f5dc3f9a7537019727ee4b864154",
    ]
  `);
  expect(lines.at(-1)).toBe(`digest ${planDigest(plan)}`);
});
