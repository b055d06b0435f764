import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeCanary } from "#domain/canary/judge.ts";
import type { CanaryReading } from "#domain/canary/reading.ts";
import { readBack, runOf, type SimulatedWriter } from "./simulated-cut.ts";

const writer: SimulatedWriter = { volumes: 3, everyMs: 150, writeMs: 10 };
const judge = (cuts: readonly number[], one = writer) =>
  judgeCanary({ run: runOf(one), readings: readBack(one, cuts), frozen: false });

const writers = fc.record({
  volumes: fc.integer({ min: 2, max: 5 }),
  everyMs: fc.constantFrom(100, 150, 330, 1_000),
  writeMs: fc.integer({ min: 0, max: 20 }),
});

describe("what a canary tells of a cut", () => {
  test("volumes that were cut in the order of writing, and in the reverse order, are torn", () => {
    expect(judge([3_000, 4_000, 4_100]).text).toBe("torn (1.0–1.6 s)");
    expect(judge([4_100, 4_000, 3_000])).toMatchObject({ result: "torn", text: "torn (0.8–1.5 s)" });
  });

  test("one moment is no tear, and it says from where on it would have seen one, never that there is none", () => {
    expect(judge([3_000, 3_000, 3_000])).toEqual({
      result: "no tear found",
      text: "no tear found (would see >= 0.4 s)",
      asOf: 1_800_000_002_850,
    });
  });

  test("an atomic cut is never found torn, whenever it falls", () => {
    fc.assert(
      fc.property(writers, fc.integer({ min: 1_200, max: 20_000 }), (one, at) => {
        expect(judge(Array(one.volumes).fill(at), one).result).toBe("no tear found");
      }),
    );
  });

  test("cuts that lie further apart than it says that it would see are always found torn, whatever their order", () => {
    fc.assert(
      fc.property(
        writers,
        fc.integer({ min: 1_200, max: 20_000 }),
        fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 5, maxLength: 5 }),
        fc.nat(),
        (one, at, apart, which) => {
          const seen = /would see >= (\d+\.\d) s/.exec(judge(Array(one.volumes).fill(at), one).text)?.[1];
          const gap = Number(seen) * 1_000;
          expect(gap).toBeGreaterThan(0);
          const cuts = apart.slice(0, one.volumes).map((ms) => at + (ms * gap) / 1_000);
          cuts[which % one.volumes] = at;
          cuts[(which + 1) % one.volumes] = at + gap;
          expect(judge(cuts, one).result).toBe("torn");
        },
      ),
    );
  });

  test("what it says of a tear's size holds the real one", () => {
    fc.assert(
      fc.property(
        writers,
        fc.array(fc.integer({ min: 1_200, max: 9_000 }), { minLength: 5, maxLength: 5 }),
        (one, all) => {
          const cuts = all.slice(0, one.volumes);
          const real = (Math.max(...cuts) - Math.min(...cuts)) / 1_000;
          const range = /torn \((\d+\.\d)–(\d+\.\d) s\)/.exec(judge(cuts, one).text);
          if (range === null) return;
          expect(Number(range[1])).toBeLessThanOrEqual(real + 1e-9);
          expect(Number(range[2])).toBeGreaterThanOrEqual(real - 1e-9);
        },
      ),
    );
  });

  test("a spread of one line is as it should be, in the middle of a cycle", () => {
    // Between the lines of the second and the third volume.
    expect(judge([3_021, 3_021, 3_021]).result).toBe("no tear found");
  });

  test("of a frozen point it says that the freeze covered the volumes, and nothing about the back end", () => {
    const slow = runOf(writer);
    const run = { ...slow, writers: slow.writers.map((one) => ({ ...one, longestMs: 4_000 })) };
    expect(judgeCanary({ run, readings: readBack(writer, [3_000, 3_000, 3_000]), frozen: true }).text).toBe(
      "no tear found (would see >= 0.5 s); the freeze covered these volumes, which says nothing about the back end",
    );
  });

  test("the oldest of the newest lines dates what is on all volumes", () => {
    expect(judge([9_000, 3_000, 9_000]).asOf).toBe(1_800_000_002_860);
  });

  test("one server's volumes are not held against another's", () => {
    const run = runOf(writer);
    const [db] = run.writers;
    if (db === undefined) throw new Error("no writer");
    const two = {
      ...run,
      writers: [
        { ...db, roles: ["v0", "v1"] },
        { ...db, server: "app", roles: ["v2"] },
      ],
    };
    const pair = readBack({ ...writer, volumes: 2 }, [3_000, 3_000]);
    const alone = readBack({ ...writer, volumes: 1 }, [9_000]).map((one) => ({ ...one, role: "v2" }));
    expect(judgeCanary({ run: two, readings: [...pair, ...alone], frozen: false }).text).toBe(
      "no tear found (would see >= 0.4 s); not compared: v2",
    );
  });
});

describe("a canary that tells nothing was not run", () => {
  const none = (change: Parameters<typeof runOf>[1], readings = readBack(writer, [3_000, 3_000, 3_000])) =>
    judgeCanary({ run: runOf(writer, change), readings, frozen: false }).text;

  test("because nobody asked for one", () => {
    expect(judgeCanary({ run: undefined, readings: undefined, frozen: false })).toEqual({
      result: "not run",
      text: "not run",
    });
  });

  test("because the restored volumes were not asked, or hold no line of this cut", () => {
    expect(judgeCanary({ run: runOf(writer), readings: undefined, frozen: false }).text).toBe(
      "not run (the restored volumes were not asked)",
    );
    expect(none({ id: "another-run-of-it" })).toBe("not run (its lines of this cut were not found)");
    const swapped = readBack(writer, [3_000, 3_000, 3_000]).map((one) => ({ ...one, of: 2 }));
    expect(none({}, swapped)).toBe("not run (its lines of this cut were not found)");
    const gone: CanaryReading[] = [
      { role: "v0", state: "none" },
      { role: "v1", state: "damaged" },
      { role: "v2", state: "none" },
    ];
    expect(none({}, gone)).toBe("not run (its lines: none on v0, damaged on v1, none on v2)");
  });

  test("because it ended too early; but a tear that it saw is one", () => {
    expect(none({ covered: false })).toBe("not run (it ended before the group snapshot was available)");
    expect(none({ covered: false }, readBack(writer, [3_000, 9_000, 9_000]))).toMatch(/^torn \(/);
  });

  test("because a guest had none", () => {
    expect(none({ writers: [], problems: ["db: its guest kit 1.1.0 knows no canary (since 1.2.0)"] })).toBe(
      "not run (db: its guest kit 1.1.0 knows no canary (since 1.2.0))",
    );
  });

  test("because there is only one file system; its newest line is dated all the same", () => {
    const one = { ...writer, volumes: 1 };
    expect(judge([3_000], one)).toEqual({
      result: "not run",
      text: "not run (one file system: there is no order to tear)",
      asOf: 1_800_000_002_850,
    });
  });
});
