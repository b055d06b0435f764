import fc from "fast-check";
import { expect, test } from "vitest";
import { type MadeVolume, proveMade, type WantedVolume } from "#domain/restore/prove.ts";

const wanted = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 20 })
  .chain((roles) =>
    fc.tuple(
      ...roles.map((role) =>
        fc.record({
          role: fc.constant(role),
          snapshotId: fc.constant(`snapshot-${role}`),
          sizeGib: fc.integer({ min: 1, max: 100 }),
          volumeType: fc.option(fc.constantFrom("fast", "slow"), { nil: undefined }),
          bootable: fc.boolean(),
          encrypted: fc.boolean(),
        }),
      ),
    ),
  );

const asMade = (one: WantedVolume): MadeVolume => ({
  id: `new-${one.role}`,
  status: "available",
  snapshotId: one.snapshotId,
  sizeGib: one.sizeGib,
  volumeType: one.volumeType ?? "whatever",
  bootable: one.bootable,
  encrypted: one.encrypted,
});

test("what was made as planned is mapped one to one by its snapshot, whatever the order of the list", () => {
  fc.assert(
    fc.property(
      wanted.chain((plan) =>
        fc.tuple(fc.constant(plan), fc.shuffledSubarray(plan, { minLength: plan.length })),
      ),
      ([plan, shuffled]) => {
        expect(proveMade(plan, shuffled.map(asMade))).toEqual({
          volumes: plan.map(({ role }) => ({ role, volumeId: `new-${role}` })),
        });
      },
    ),
  );
});

/** Every way in which what was made can be other than planned. */
const wrongs: ((made: MadeVolume, others: readonly MadeVolume[]) => readonly MadeVolume[])[] = [
  () => [],
  (made) => [made, { ...made, id: "another" }],
  (made) => [made, made],
  (made) => [made, { ...made, id: "another", snapshotId: "snapshot-of-others" }],
  (made) => [{ ...made, snapshotId: undefined }],
  (made) => [{ ...made, snapshotId: "snapshot-of-others" }],
  (made, [other]) => [
    other === undefined ? { ...made, status: "error" } : { ...made, snapshotId: other.snapshotId },
  ],
  (made) => [{ ...made, status: "error" }],
  (made) => [{ ...made, status: "creating" }],
  (made) => [{ ...made, sizeGib: made.sizeGib + 1 }],
  (made) => [{ ...made, sizeGib: made.sizeGib - 1 }],
  (made) => [{ ...made, bootable: !made.bootable }],
  (made) => [{ ...made, encrypted: !made.encrypted }],
];

test("no wrong mapping is accepted: any one deviation of any one volume is a problem, and no volume is mapped then", () => {
  fc.assert(
    fc.property(wanted, fc.nat(), fc.constantFrom(...wrongs), (plan, at, wrong) => {
      const index = at % plan.length;
      const made = plan.map(asMade);
      const [one] = made.splice(index, 1);
      if (one === undefined) throw new Error("never empty");
      const proof = proveMade(plan, [...made, ...wrong(one, made)]);
      expect(proof).toHaveProperty("problems");
      expect("problems" in proof && proof.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});

test("a wrong type is a problem wherever the type is known", () => {
  const plan = {
    role: "data",
    snapshotId: "s",
    sizeGib: 1,
    volumeType: "fast",
    bootable: false,
    encrypted: false,
  };
  const proof = proveMade([plan], [{ ...asMade(plan), volumeType: "slow" }]);
  expect(proof).toEqual({ problems: ["data: volume new-data is of type slow, expected fast"] });
  expect(proveMade([plan], [{ ...asMade(plan), volumeType: undefined }])).toHaveProperty("problems");
});

test("a plan that wants one snapshot twice, one role twice or nothing at all proves nothing", () => {
  const plan = { role: "data", snapshotId: "s", sizeGib: 1, bootable: false, encrypted: false };
  expect(
    proveMade([plan, { ...plan, role: "wal" }], [asMade(plan), { ...asMade(plan), id: "b" }]),
  ).toHaveProperty("problems");
  expect(proveMade([plan, { ...plan, snapshotId: "t" }], [asMade(plan)])).toHaveProperty("problems");
  expect(proveMade([], [])).toEqual({ problems: ["no volume was planned"] });
});

test("the words name the role, what Cinder shows and what was expected", () => {
  const plan = { role: "wal", snapshotId: "s", sizeGib: 4, bootable: false, encrypted: false };
  expect(proveMade([plan], [{ ...asMade(plan), sizeGib: 5, status: "error" }])).toEqual({
    problems: [
      "wal: volume new-wal is in status error, expected available",
      "wal: volume new-wal is of size (GiB) 5, expected 4",
    ],
  });
});
