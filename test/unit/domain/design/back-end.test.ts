import { expect, test } from "vitest";
import { backEndsOf } from "#domain/design/back-end.ts";
import { cloudSeen, pool } from "./sample-facts.ts";

const withDriver = (driver: string, capability = true) =>
  backEndsOf(
    cloudSeen({
      pools: {
        value: [pool("host@array#one", { consistentGroupSnapshot: capability, backendName: "array" })],
      },
      declared: [{ pool: "host@array", driver, release: 28 }],
    }),
  )[0];

test("an array that cuts at one moment is told from a loop, each with the driver, its releases and its source", () => {
  const [fast, ceph] = backEndsOf(cloudSeen());
  expect(fast).toMatchObject({
    does: "atomic",
    advertises: true,
    release: "2026.1 (28)",
    volumeTypes: ["fast"],
  });
  expect(ceph).toMatchObject({ does: "loops", advertises: false, volumeTypes: ["ceph"] });
  expect(fast?.from.map(({ kind }) => kind)).toEqual(["cloud", "config", "knowledge base"]);
});

test("a driver that claims the capability and loops is told to do so", () => {
  expect(withDriver("PowerFlexDriver")).toMatchObject({ does: "loops", advertises: true });
  expect(withDriver("PowerFlexDriver")?.why).toContain("claims the capability");
});

test("one that is atomic and does not say so will never be given a volume that asks for it", () => {
  expect(withDriver("XtremIOISCSIDriver", false)?.why).toContain("never placed here");
});

test("what nobody declared is unknown, whatever the pool says of itself", () => {
  const [only] = backEndsOf(cloudSeen({ pools: { value: [pool("host@new#one")] }, declared: [] }));
  expect(only).toMatchObject({ does: "unknown" });
  expect(only?.why).toContain("no driver is declared");
});

test("where no pool can be read, what config.yml declares is all that there is", () => {
  const [only] = backEndsOf(
    cloudSeen({
      pools: { unread: "403" },
      declared: [{ volumeTypes: ["ceph"], driver: "RBDDriver", release: 28 }],
    }),
  );
  expect(only).toMatchObject({ pool: "back end of ceph", does: "loops", volumeTypes: ["ceph"] });
  expect(only?.advertises).toBeUndefined();
});
