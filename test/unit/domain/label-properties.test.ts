import fc from "fast-check";
import { expect, test } from "vitest";
import { type BackendEvidence, Evidence, type HoldEvidence } from "#domain/evidence.ts";
import { type Grade, labelOf } from "#domain/label.ts";
import { backend, database, hold, hook, name, server, set, token, whole } from "./observed.ts";

const rank = (evidence: Evidence): number => "ABCDE".indexOf(labelOf(evidence).grade ?? "-");
/** 0 is the best; incomplete is worst of all. */
const worseOrSame = (evidence: Evidence, than: Evidence): boolean => {
  const [a, b] = [rank(evidence), rank(than)];
  return b === -1 ? a === -1 : a === -1 || a >= b;
};

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });
/** Drops what is `undefined`, as the journal does. */
const evidenceOf = (value: unknown): Evidence => Evidence.parse(JSON.parse(JSON.stringify(value)));

const mostly = fc.oneof(
  { weight: 12, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);

const acts = fc.array(
  fc.oneof(
    fc
      .tuple(mostly, mostly, mostly, mostly, mostly)
      .map(([pathsFrozen, checkpointAdvanced, fsync, fullPageWrites, sameServer]) => ({
        ...database,
        pathsFrozen,
        checkpointAdvanced,
        fsync,
        fullPageWrites,
        sameServer,
      })),
    fc
      .tuple(mostly, mostly)
      .map(([provedAfterFreeze, provedBeforeThaw]) => ({ ...hook, provedAfterFreeze, provedBeforeThaw })),
  ),
  { maxLength: 2 },
);

const servers = fc
  .record({
    mounts: mostly.map((all) => (all ? server.mounts : server.mounts.slice(1))),
    blockedBeforeCut: mostly,
    blockedAfterCut: mostly,
    heldUntilOrdered: mostly,
    watchdogQuiet: mostly,
    thawProved: mostly,
    acts,
  })
  .map((change) => ({ ...server, ...change }));

const holds: fc.Arbitrary<HoldEvidence> = fc
  .record({
    servers: fc.array(servers, { minLength: 1, maxLength: 2 }),
    windowMs: fc.constantFrom(1, 10_000, 10_001),
    availableBeforeThaw: mostly,
    token: fc.constantFrom(token, token, "another"),
  })
  .map((change) => ({ ...hold, ...change }));

const backends = fc.record({
  pools: maybe(fc.constant(["host@b#p"])),
  groupTypeSpec: maybe(fc.constantFrom("<is> True", "<is> True", "<is> true", null)),
  poolCapability: maybe(fc.boolean()),
  driver: maybe(
    fc.record({
      driver: fc.constant("D"),
      verdict: fc.constantFrom("atomic" as const, "loops" as const),
      by: fc.constantFrom("knowledge-base" as const, "declared" as const),
      source: fc.constant("s"),
    }),
  ),
  unread: fc.constant([]),
});

const sets = fc
  .record({
    name: fc.constantFrom(name, name, "nightly"),
    status: fc.constantFrom("available", "available", "available", "error"),
    availableAt: maybe(fc.constant(set.availableAt)),
  })
  .map((change) => ({ ...set, ...change }));

const evidences = fc
  .record({
    hold: maybe(holds),
    holdFailure: fc.constant([]),
    policy: fc.constantFrom("require", "degrade", "skip"),
    set: sets,
    backend: backends,
    canaryTorn: maybe(fc.boolean()),
  })
  .map(evidenceOf);

test("the generator reaches every grade: the properties below are not about nothing", () => {
  const seen = new Set(fc.sample(evidences, { numRuns: 1_000, seed: 7 }).map((one) => labelOf(one).grade));
  expect([...seen].toSorted()).toEqual(["A", "B", "C", "D", "E", undefined]);
});

/**
 * Lists of what was expected, not of what was seen: a member, server or act that is listed and did not come out well is
 * worse than one that nobody expected. Nor is a torn canary something whose absence would have to lower.
 */
const expected = ["members", "servers", "acts", "canaryTorn"];

/** Every way to take one observation away: what was true becomes false, an optional field or an entry disappears. */
function* lessThan(value: unknown, key = ""): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (!expected.includes(key)) yield value.toSpliced(index, 1);
      for (const less of lessThan(item)) yield value.with(index, less);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      if (expected.includes(name) && !Array.isArray(inner)) continue;
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      if (inner === true) yield { ...value, [name]: false };
      for (const less of lessThan(inner, name)) yield { ...value, [name]: less };
    }
  }
}

test("absence never raises: taking any observation away leaves the grade as it is or lowers it", () => {
  let tried = 0;
  const check = (evidence: Evidence) => {
    for (const less of lessThan(evidence)) {
      const parsed = Evidence.safeParse(less);
      // What cannot be absent is refused where it is read.
      if (!parsed.success) continue;
      tried += 1;
      if (!worseOrSame(parsed.data, evidence))
        throw new Error(
          `${labelOf(evidence).grade} became ${labelOf(parsed.data).grade}: ${JSON.stringify(less)}`,
        );
    }
  };
  check(whole);
  fc.assert(fc.property(evidences, check), { numRuns: 40 });
  expect(tried).toBeGreaterThan(500);
});

test("without an application's act there is no A, however well everything was held", () => {
  fc.assert(
    fc.property(holds, (given) => {
      const servers = given.servers.map((one) => ({ ...one, acts: [] }));
      expect(labelOf({ ...whole, hold: { ...given, servers } }).grade).not.toBe("A");
    }),
  );
});

/** One change each that takes away one need of the grade, from evidence that has it. */
const negations: Record<"A" | "B" | "C", ((evidence: Evidence) => Evidence)[]> = {
  A: ["pathsFrozen", "checkpointAdvanced", "fsync", "fullPageWrites", "sameServer"].map(
    (field) => (evidence) => onServers(evidence, { acts: [{ ...database, [field]: false }] }),
  ),
  B: [
    ...["blockedBeforeCut", "blockedAfterCut", "heldUntilOrdered", "watchdogQuiet", "thawProved"].map(
      (field) => (evidence: Evidence) => onServers(evidence, { [field]: false }),
    ),
    (evidence) => onServers(evidence, { mounts: [] }),
    (evidence) => onServers(evidence, { mounts: server.mounts.map(({ fsUuid: _gone, ...rest }) => rest) }),
    (evidence) => onHold(evidence, { availableBeforeThaw: false }),
    (evidence) => onHold(evidence, { windowMs: hold.budgetMs + 1 }),
    (evidence) => onHold(evidence, { token: "another" }),
    ({ hold: _gone, ...rest }) => rest,
  ],
  C: [
    (evidence) => onBackend(evidence, { groupTypeSpec: "<is> true" }),
    (evidence) => onBackend(evidence, { groupTypeSpec: null }),
    ({ backend: { groupTypeSpec: _gone, ...rest }, ...evidence }) => ({ ...evidence, backend: rest }),
    (evidence) => onBackend(evidence, { poolCapability: false }),
    ({ backend: { poolCapability: _gone, ...rest }, ...evidence }) => ({ ...evidence, backend: rest }),
    ({ backend: { driver: _gone, ...rest }, ...evidence }) => ({ ...evidence, backend: rest }),
    (evidence) => onBackend(evidence, { driver: { verdict: "loops", by: "declared", source: "config" } }),
    (evidence) => ({ ...evidence, canaryTorn: true }),
  ],
};

const onHold = (evidence: Evidence, change: Partial<HoldEvidence>): Evidence =>
  evidence.hold === undefined ? evidence : { ...evidence, hold: { ...evidence.hold, ...change } };
const onServers = (evidence: Evidence, change: object): Evidence =>
  onHold(evidence, {
    servers: (evidence.hold?.servers ?? []).map((one) => ({ ...one, ...change })) as never,
  });
const onBackend = (evidence: Evidence, change: Partial<BackendEvidence>): Evidence => ({
  ...evidence,
  backend: { ...evidence.backend, ...change },
});

test.each(["A", "B", "C"] as const)(
  "negating any one need of grade %s lowers it",
  (grade: Grade & keyof typeof negations) => {
    const lower = (evidence: Evidence) => {
      for (const negate of negations[grade]) {
        const less = negate(evidence);
        if (!(labelOf(less).grade !== grade && worseOrSame(less, evidence)))
          throw new Error(`${grade} stayed ${labelOf(less).grade}: ${JSON.stringify(less)}`);
      }
    };
    // The needs of B are needs of A as well.
    if (grade === "B") lower({ ...whole, hold: { ...hold, servers: [{ ...server, acts: [] }] } });
    lower(grade === "C" ? (({ hold: _gone, ...rest }) => rest)(whole) : whole);
    fc.assert(
      fc.property(evidences, (evidence) => {
        if (labelOf(evidence).grade === grade && evidence.hold?.servers.length === 1) lower(evidence);
      }),
      { numRuns: 300 },
    );
  },
);

test("A and B depend neither on pool, nor on spec, nor on driver, nor on a canary", () => {
  fc.assert(
    fc.property(evidences, backends, maybe(fc.boolean()), (evidence, other, canaryTorn) => {
      const { grade } = labelOf(evidence);
      if (grade !== "A" && grade !== "B") return;
      const moved = evidenceOf({ ...evidence, backend: other, canaryTorn });
      expect(labelOf(moved).grade).toBe(grade);
    }),
    { numRuns: 500 },
  );
});

test("A or B is never said when the token in the evidence is not the one in the group snapshot's name", () => {
  const hex = fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 24, maxLength: 24 });
  fc.assert(
    fc.property(hex, hex, (held, named) => {
      const evidence = {
        ...whole,
        hold: { ...hold, token: held },
        set: { ...set, name: `ff/test/orders/r-1/${named}` },
      };
      expect(labelOf(evidence).grade === "A").toBe(held === named);
    }),
  );
  expect(labelOf({ ...whole, backend }).grade).toBe("A");
});
