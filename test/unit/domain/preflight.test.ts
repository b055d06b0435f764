import { describe, expect, test } from "vitest";
import type { CloudFacts } from "#domain/preflight/facts.ts";
import { bySeverity, judge } from "#domain/preflight/judge.ts";
import { application, facts, found, POOL, SPEC, volume } from "./found.ts";

const findings = (change: Partial<CloudFacts>) => judge({ ...facts, ...change });
const codes = (change: Partial<CloudFacts>) =>
  findings(change).map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
const unread = { unread: "403: not for you" };

test("a cloud that is as the manifest says gives no finding at all", () => {
  expect(judge(facts)).toEqual([]);
});

test("the worst comes first, and within a severity the order stays", () => {
  const all = findings({ quota: unread, groupVolumes: [], groupTypeSpec: { value: "<is> true" } });
  expect(all.map(({ severity }) => severity)).toEqual(["error", "error", "warning", "info"]);
  expect(bySeverity(all)).toEqual(all);
});

describe("membership", () => {
  test.each(["creating", "error", "updating", "deleting"])(
    "a group in status %s stops a snapshot",
    (status) => {
      expect(codes({ group: { ...facts.group, status } })).toEqual(["error group-not-available orders"]);
    },
  );

  test("a group of another type than the manifest's stops it", () => {
    expect(codes({ groupTypeName: "plain" })).toEqual(["error group-type-differs orders"]);
  });

  test("a manifest that names no group type takes any", () => {
    const { type: _gone, ...group } = application.group;
    expect(codes({ application: { ...application, group }, groupTypeName: "plain" })).toEqual([]);
  });

  test("a volume of the manifest that is not in the group stops it, with the command that adds it", () => {
    const [finding, ...others] = findings({ groupVolumes: [volume("data")] });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "volume-not-in-group",
      severity: "error",
      subject: "wal",
      next: "cinder group-update --add-volumes volume-wal group",
    });
  });

  test("a volume of the group that is not in the manifest stops it: it would be cut without being frozen", () => {
    const [finding, ...others] = findings({ groupVolumes: [...facts.groupVolumes, volume("logs")] });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "foreign-volume-in-group",
      severity: "error",
      subject: "orders-logs",
      next: expect.stringContaining("cinder group-update --remove-volumes volume-logs group"),
    });
  });
});

describe("volumes", () => {
  test.each(["creating", "error", "extending", "retyping", "detaching", "backing-up", "maintenance"])(
    "a volume in status %s stops a snapshot: Cinder would take it half-done",
    (status) => {
      expect(codes({ volumes: [found("data", { status }), found("wal")] })).toEqual([
        "error volume-not-usable data",
      ]);
    },
  );

  test("a volume that is attached to nobody is said so: there is nothing to freeze on it", () => {
    const data = found("data", { status: "available", attachedTo: [] });
    expect(codes({ volumes: [data, found("wal")] })).toEqual(["info not-attached data"]);
  });

  const at = (...ids: string[]) => ids.map((serverId) => ({ serverId, device: "/dev/vdb" }));
  const second = {
    name: "db-2",
    server: { value: { id: "server-db-2", name: "db-2", status: "ACTIVE" } },
  };

  test("a volume attached to a server that the manifest does not know stops it", () => {
    const data = found("data", { multiattach: true, attachedTo: at("server-db-1", "server-stranger") });
    const [finding] = findings({ volumes: [data, found("wal")] });
    expect(finding).toMatchObject({ code: "attached-elsewhere", severity: "error", subject: "data" });
    expect(finding?.text).toContain("server-stranger");
    expect(finding?.text).not.toContain("server-db-1");
  });

  test("a volume attached to another server of the manifest than it says stops it", () => {
    const data = found("data", { attachedTo: at("server-db-2") });
    expect(codes({ volumes: [data, found("wal")], servers: [...facts.servers, second] })).toEqual([
      "error attached-elsewhere data",
    ]);
  });

  test("multiattach goes when the manifest covers every attachment, with a warning", () => {
    const data = found("data", { multiattach: true, attachedTo: at("server-db-1", "server-db-2") });
    expect(codes({ volumes: [data, found("wal")], servers: [...facts.servers, second] })).toEqual([
      "warning multiattach data",
    ]);
  });

  test("multiattach stops it when the servers behind the attachments cannot be read", () => {
    const servers = [{ name: "db-1", server: unread }];
    const data = found("data", { multiattach: true, attachedTo: at("server-db-1", "server-x") });
    expect(codes({ volumes: [data, found("wal")], servers })).toEqual([
      "error multiattach-unknown data",
      "info server-not-read db-1",
    ]);
    expect(codes({ servers })).toEqual(["info server-not-read db-1"]);
  });

  test.each(["PAUSED", "SUSPENDED", "MIGRATING", "SHUTOFF"])(
    "a server that is %s cannot be frozen",
    (status) => {
      const servers = [{ name: "db-1", server: { value: { id: "server-db-1", name: "db-1", status } } }];
      expect(codes({ servers })).toEqual(["warning server-not-active db-1"]);
      const quiesce = { ...application.quiesce, policy: "skip", stages: [] } as const;
      expect(
        codes({ servers, application: { ...application, quiesce: { ...quiesce, stages: [] } } }),
      ).toEqual([]);
    },
  );
});

describe("quota", () => {
  const quota = (limit: number, inUse: number, reserved: number) => ({
    value: { snapshots: { limit, inUse, reserved }, gigabytes: { limit: -1, inUse: 0, reserved: 0 } },
  });

  test("the whole set must fit: what is used and what is reserved count", () => {
    expect(codes({ quota: quota(10, 8, 0) })).toEqual([]);
    expect(codes({ quota: quota(10, 8, 1) })).toEqual(["error over-quota snapshots"]);
    expect(codes({ quota: quota(10, 12, 0) })).toEqual(["error over-quota snapshots"]);
  });

  test("gigabytes are those of all volumes together", () => {
    const gigabytes = (limit: number) => ({
      value: { ...quota(-1, 0, 0).value, gigabytes: { limit, inUse: 0, reserved: 0 } },
    });
    expect(codes({ quota: gigabytes(20) })).toEqual([]);
    const [finding] = findings({ quota: gigabytes(19) });
    expect(finding).toMatchObject({ code: "over-quota", subject: "gigabytes" });
    expect(finding?.text).toContain("needs 20 GiB");
  });

  test("no limit is no limit, and a quota that could not be read is said so", () => {
    expect(codes({ quota: quota(-1, 9_999, 9) })).toEqual([]);
    expect(codes({ quota: unread })).toEqual(["info quota-not-read orders"]);
  });
});

describe("back end", () => {
  test("a misspelt group type spec is quoted, with the command that mends it", () => {
    const [finding, ...others] = findings({ groupTypeSpec: { value: "<is> true" } });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "group-type-spec-misspelt",
      severity: "warning",
      text: expect.stringContaining('"<is> true"'),
      costs: expect.stringContaining("no C"),
      next: 'cinder group-type-key tier1 set consistent_group_snapshot_enabled="<is> True"',
    });
  });

  test("a group type without the spec is said to loop, one that cannot be read is not judged", () => {
    expect(codes({ groupTypeSpec: { value: null } })).toEqual(["warning group-type-not-consistent tier1"]);
    expect(codes({ groupTypeSpec: unread })).toEqual(["info group-type-spec-not-read tier1"]);
  });

  test("the spec on the group type alone is warned of: the scheduler looks at the volume type only", () => {
    expect(codes({ volumeTypeSpecs: [{ type: "tier1", spec: { value: null } }] })).toEqual([
      "warning spec-on-group-type-alone tier1",
    ]);
    expect(codes({ volumeTypeSpecs: [{ type: "tier1", spec: { value: "<is> true" } }] })).toEqual([
      "warning spec-on-group-type-alone tier1",
    ]);
  });

  test("without the spec on the group type the volume type's does not matter", () => {
    const volumeTypeSpecs = [{ type: "tier1", spec: { value: null } }];
    expect(codes({ groupTypeSpec: { value: null }, volumeTypeSpecs })).toEqual([
      "warning group-type-not-consistent tier1",
    ]);
  });

  test("a volume type that cannot be read is said so", () => {
    expect(codes({ volumeTypeSpecs: [{ type: "tier1", spec: unread }] })).toEqual([
      "info volume-type-spec-not-read tier1",
    ]);
  });

  test("a pool that is not consistent, not listed or not readable is three different things", () => {
    const pools = {
      value: [
        {
          name: POOL,
          consistentGroupSnapshot: false,
          vendor: undefined,
          protocol: undefined,
          driverVersion: undefined,
        },
      ],
    };
    expect(codes({ pools })).toEqual([`warning pool-not-consistent ${POOL}`]);
    expect(codes({ pools: { value: [] } })).toEqual([`warning pool-not-listed ${POOL}`]);
    expect(codes({ pools: unread })).toEqual(["info capability-not-read orders"]);
  });

  test("volumes on several pools are warned of, and each pool is judged", () => {
    const wal = { ...found("wal"), pool: { value: "host@other#pool" } };
    expect(codes({ volumes: [found("data"), wal] })).toEqual([
      "warning several-pools orders",
      "warning pool-not-listed host@other#pool",
    ]);
  });

  test("without administrator's rights the pool is not known, which costs C and says so", () => {
    const volumes = facts.volumes.map((one) => ({ ...one, pool: unread }));
    const [finding, ...others] = findings({ volumes });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "pool-not-read",
      severity: "info",
      costs: expect.stringContaining("no C"),
    });
  });

  test("a driver that loops is warned of, one that is not known is said so; neither stops a snapshot", () => {
    const driver = {
      evidence: { ...("evidence" in facts.driver ? facts.driver.evidence : {}), verdict: "loops" },
    };
    expect(codes({ driver: driver as CloudFacts["driver"] })).toEqual(["warning driver-loops pure"]);
    expect(codes({ driver: { unknown: "nobody declared it" } })).toEqual(["info driver-unknown orders"]);
  });

  test("nothing of the back end ever stops a snapshot", () => {
    const worst = findings({
      groupTypeSpec: { value: `${SPEC} ` },
      pools: { value: [] },
      volumeTypeSpecs: [{ type: "tier1", spec: { value: null } }],
      driver: { unknown: "nobody declared it" },
    });
    expect(worst.map(({ severity }) => severity)).not.toContain("error");
  });
});
