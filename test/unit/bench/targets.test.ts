import { describe, expect, it } from "vitest";
import { percentile } from "../../../bench/report/percentile.ts";
import { frozenTable } from "../../../bench/report/table.ts";
import { judge } from "../../../bench/report/targets.ts";

const met = (backEnd: "atomic" | "looping", floor: number, freezeframe: number, script: number) =>
  judge(backEnd, { floor: [floor], freezeframe: [freezeframe], script: [script] }).map(
    (verdict) => verdict.met,
  );

describe("the bench's targets", () => {
  it("allow 50 ms over the floor on the atomic back end, and not one more", () => {
    expect(met("atomic", 200, 250, 2_000)).toEqual([true, true]);
    expect(met("atomic", 200, 251, 2_000)).toEqual([false, true]);
  });

  it("allow 1.15 times the floor on the looping one", () => {
    expect(met("looping", 3_000, 3_450, 9_000)).toEqual([true, true]);
    expect(met("looping", 3_000, 3_451, 9_000)).toEqual([false, true]);
  });

  it("allow a tenth of the script's overhead over the floor", () => {
    expect(met("atomic", 200, 240, 600)).toEqual([true, true]);
    expect(met("atomic", 200, 241, 600)).toEqual([true, false]);
  });

  it("are met by one that is faster than the floor, and missed when nothing was measured", () => {
    expect(met("atomic", 200, 190, 600)).toEqual([true, true]);
    expect(judge("atomic", { floor: [], freezeframe: [], script: [] }).map((verdict) => verdict.met)).toEqual(
      [false, false],
    );
  });

  it("look at the median: one slow round of three does not decide", () => {
    const [near] = judge("atomic", { floor: [200, 210, 190], freezeframe: [900, 220, 230], script: [2_000] });
    expect(near).toMatchObject({ met: true, measured: "floor + 30 ms" });
  });
});

describe("the bench's numbers", () => {
  it("are values that were measured: of 30, p50 is the 15th and p99 the largest", () => {
    const values = Array.from({ length: 30 }, (_, index) => 30 - index);
    expect(percentile(values, 50)).toBe(15);
    expect(percentile(values, 99)).toBe(30);
  });

  it("compare each contestant with the floor of its own back end, and show one that never thaws as such", () => {
    const table = frozenTable([
      { contestant: "floor", backEnd: "atomic", times: [100] },
      { contestant: "freezeframe", backEnd: "atomic", times: [120, 110, 130] },
      { contestant: "floor", backEnd: "looping", times: [60] },
      { contestant: "openstack.sh", backEnd: "atomic", times: [], endedAfterMs: 19_900 },
    ]);
    expect(table.split("\n").slice(2)).toEqual([
      "| atomic | floor | 1 | 100 | 100 | 100 | 100 | +0 | 1.00 |",
      "| atomic | freezeframe | 3 | 120 | 130 | 110 | 130 | +20 | 1.20 |",
      "| looping | floor | 1 | 60 | 60 | 60 | 60 | +0 | 1.00 |",
      "| atomic | openstack.sh | 1 | ≥ 19 s (limit) | never thaws | – | – | – | – |",
    ]);
  });
});
