import { expect, test } from "vitest";
import type { SeenPool } from "#domain/design/cloud-seen.ts";
import { seeCloud } from "#operations/see-cloud.ts";
import type { DesignCloudPort } from "#workflows/design-ports.ts";

const none = { spec: { value: null }, backendName: { value: null } };
const pool = (name: string): SeenPool => ({
  name,
  consistentGroupSnapshot: true,
  vendor: undefined,
  protocol: undefined,
  driverVersion: undefined,
  backendName: undefined,
});

test("types and pools are in the order of their names, however the cloud lists them", async () => {
  const design: DesignCloudPort = {
    as: { project: "bot", reader: "admin" },
    place: async () => ({ projectId: "p", url: "http://127.0.0.1/v3" }),
    groupTypes: async () => ["plain", "consistent"].map((name) => ({ id: name, name, ...none })),
    volumeTypes: async () => ["slow", "fast"].map((name) => ({ id: name, name, ...none })),
    pools: async () => ({ value: [pool("lab@b#pool"), pool("lab@a#pool")] }),
    groups: async () => [],
    groupedVolumes: async () => [],
  };
  const seen = await seeCloud("prod", { design, declared: [] }, 0, AbortSignal.timeout(5_000));
  const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
  expect(names(seen.groupTypes)).toEqual(["consistent", "plain"]);
  expect(names(seen.volumeTypes)).toEqual(["fast", "slow"]);
  expect("value" in seen.pools && names(seen.pools.value)).toEqual(["lab@a#pool", "lab@b#pool"]);
});
