import { describe, expect, test } from "vitest";
import { type DeclaredDriver, type DriverVerdict, driverVerdict } from "#domain/drivers/driver-verdict.ts";
import knowledge from "#domain/drivers/knowledge-base.json" with { type: "json" };
import { findDrivers, releaseName } from "#domain/drivers/knowledge-base.ts";

const SPEC = "<is> True";
const drivers = "cinder.volume.drivers";
const pure = `${drivers}.pure.PureISCSIDriver`;
const rbd = `${drivers}.rbd.RBDDriver`;
const powerflex = `${drivers}.dell_emc.powerflex.driver.PowerFlexDriver`;
const xtremio = `${drivers}.dell_emc.xtremio.XtremIOFCDriver`;
const powerstore = `${drivers}.dell_emc.powerstore.driver.PowerStoreDriver`;
const alletra = `${drivers}.hpe.alletramp_driver.HPEAlletraMPFCDriver`;

const of = (declared: DeclaredDriver | undefined, spec: string | null = SPEC) =>
  said(driverVerdict(declared, spec));
const said = (verdict: DriverVerdict): string => {
  return "evidence" in verdict ? `${verdict.evidence.verdict} by ${verdict.evidence.by}` : "unknown";
};
const why = (declared: DeclaredDriver | undefined, spec: string | null = SPEC) => {
  const verdict = driverVerdict(declared, spec);
  return "unknown" in verdict ? verdict.unknown : verdict.evidence.source;
};

describe("a driver of the knowledge base", () => {
  test("goes before the operator's word, by its full path and by its bare class name", () => {
    expect(of({ driver: rbd, groupSnapshots: "atomic" })).toBe("loops by knowledge-base");
    expect(of({ driver: "RBDDriver", groupSnapshots: "atomic" })).toBe("loops by knowledge-base");
    expect(of({ driver: pure, release: 28, groupSnapshots: "loops" })).toBe("atomic by knowledge-base");
  });

  test("cites the source line", () => {
    expect(why({ driver: rbd })).toMatch(
      /^openstack\/cinder ab09bc39d cinder\/volume\/drivers\/rbd\.py:\d+$/,
    );
  });

  test("that reports the capability and loops all the same is said to loop", () => {
    expect(of({ driver: powerflex, release: 28 })).toBe("loops by knowledge-base");
    expect(why({ driver: powerflex, release: 28 })).toContain("loops all the same");
  });

  test("that makes a consistent group of every group is atomic whatever the spec; the label still wants the spec", () => {
    for (const spec of [SPEC, "<is> true", null, undefined])
      expect(said(driverVerdict({ driver: xtremio, release: 28 }, spec))).toBe("atomic by knowledge-base");
  });

  test("needs its release declared, since it was not atomic in each", () => {
    expect(of({ driver: pure })).toBe("unknown");
    expect(why({ driver: pure })).toContain("backends[].release");
  });

  test.each([
    [15, "unknown"],
    [17, "loops by knowledge-base"],
    [18, "atomic by knowledge-base"],
    [28, "atomic by knowledge-base"],
    [29, "unknown"],
  ])("PowerStore, there from 16 and consistent from 18, in release %i: %s", (release, expected) => {
    expect(of({ driver: powerstore, release })).toBe(expected);
  });

  test("looped in releases where it was there without group snapshots", () => {
    const nexenta = `${drivers}.nexenta.ns5.iscsi.NexentaISCSIDriver`;
    expect(of({ driver: nexenta, release: 14 })).toBe("loops by knowledge-base");
    expect(why({ driver: nexenta, release: 14 })).toContain("only from Train");
    expect(of({ driver: nexenta, release: 15 })).toBe("atomic by knowledge-base");
  });

  test("that is on master only is atomic in no release yet", () => {
    expect(of({ driver: alletra, release: 28 })).toBe("unknown");
    expect(why({ driver: alletra })).toContain("master only");
  });

  test("whose bare name two drivers share has to be named in full, even when the operator declares more", () => {
    const declared = { driver: "NexentaISCSIDriver", release: 28, groupSnapshots: "atomic" } as const;
    expect(of(declared)).toBe("unknown");
    expect(why(declared)).toMatch(/nexenta\.iscsi\.NexentaISCSIDriver or .*ns5\.iscsi\.NexentaISCSIDriver/);
  });
});

test.each([
  ["<is> true", "loops by knowledge-base"],
  ["True", "loops by knowledge-base"],
  ["<is> True ", "loops by knowledge-base"],
  [null, "loops by knowledge-base"],
  [undefined, "unknown"],
] as const)("an atomic driver under the group type spec %j: %s", (spec, expected) => {
  expect(said(driverVerdict({ driver: pure, release: 28 }, spec))).toBe(expected);
});

describe("a driver that the knowledge base does not know", () => {
  const driver = "vendorx.VendorXDriver";

  test("is what the operator declares", () => {
    expect(of({ driver, groupSnapshots: "atomic" })).toBe("atomic by declared");
    expect(of({ driver, groupSnapshots: "loops" })).toBe("loops by declared");
    expect(of({ driver, groupSnapshots: "loops" }, null)).toBe("loops by declared");
    expect(why({ driver, groupSnapshots: "atomic" })).toBe("config clouds.<name>.backends");
  });

  test("declared atomic loops all the same when the group type is not a consistent one", () => {
    expect(of({ driver, groupSnapshots: "atomic" }, "<is> true")).toBe("loops by declared");
    expect(driverVerdict({ driver, groupSnapshots: "atomic" }, undefined)).toHaveProperty("unknown");
  });

  test("and of which nothing is declared stays unknown", () => {
    expect(why({ driver })).toContain("not in the knowledge base");
    expect(why(undefined)).toContain("clouds.<name>.backends");
  });
});

describe("the knowledge base", () => {
  test("holds the 103 driver classes that were read", () => {
    expect(knowledge.drivers).toHaveLength(103);
    expect(new Set(knowledge.drivers.map((driver) => driver.driver)).size).toBe(103);
  });

  test("gives an answer for each entry, in each release and under each spec, and never atomic without the spec unless always", () => {
    for (const { driver, with_non_cg_group_type: otherwise } of knowledge.drivers) {
      for (const release of [undefined, 9, 11, 16, 21, 28, 29]) {
        for (const spec of [SPEC, "<is> true", null, undefined]) {
          const verdict = driverVerdict({ driver, release }, spec);
          const atomic = "evidence" in verdict && verdict.evidence.verdict === "atomic";
          if (atomic) expect([driver, spec === SPEC || otherwise === "always_cg"]).toEqual([driver, true]);
          if (atomic) expect(release).toBeDefined();
        }
      }
    }
  });

  test("counts as many atomic drivers in the newest release as its own summary, but for those on master only", () => {
    const atomic = knowledge.drivers.filter(
      ({ driver }) => of({ driver, release: 28 }) === "atomic by knowledge-base",
    );
    const { ATOMIC_IF_CG_TYPE, ATOMIC_BUT_NEW_KEY_NOT_REPORTED } = knowledge.counts;
    const onMaster = knowledge.drivers.filter(
      (driver) => driver.verdict === "ATOMIC_IF_CG_TYPE" && driver.create_group_snapshot_in_releases === null,
    );
    expect(atomic).toHaveLength(ATOMIC_IF_CG_TYPE + ATOMIC_BUT_NEW_KEY_NOT_REPORTED - onMaster.length);
  });

  test.each(["labdriver.LabDriver", "LabDriver", "PlaygroundAtomicDriver", "PlaygroundLoopingDriver"])(
    "knows no driver of our own making: %s is declared, as anybody would declare an unknown one",
    (driver) => {
      expect(findDrivers(driver)).toEqual([]);
      expect(
        knowledge.drivers.filter((one) => /lab|playground/i.test(one.driver.split(".").at(-1) ?? "")),
      ).toEqual([]);
    },
  );

  test("calls a release by its name, and one that it does not know by its number", () => {
    expect([releaseName(21), releaseName(28), releaseName(77)]).toEqual(["Zed", "2026.1", "77"]);
  });
});
