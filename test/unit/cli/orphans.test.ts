import { expect, test } from "vitest";
import { type Orphan, orphan } from "#domain/orphans/orphan.ts";
import type { OrphanReport } from "#domain/orphans/orphan-report.ts";
import { cleanupText, nothingCleanedText } from "#surfaces/cli/text/cleanup.ts";
import { orphansText } from "#surfaces/cli/text/orphans.ts";
import { orphansCsv } from "#surfaces/cli/text/orphans-csv.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const failed: Orphan = orphan({
  ...{ class: "failed set", kind: "group snapshot", cloud: "prod", application: "orders", thing: "gs-1" },
  ...{ name: "ff/here/orders/r-1/token", status: "error", runId: "r-1", gib: 12, objects: 4 },
  ...{ by: "clean-up", proof: ["run r-1 is over"], bound: [] },
});
const drift: Orphan = orphan({
  ...{ class: "quota drift", kind: "quota", cloud: "prod", thing: "groups", name: "quota groups" },
  ...{ status: "reported 7, counted 1", gib: 0, by: "administrator", proof: ["6 of 10 are lost"] },
  commands: ["cinder-manage quota sync --project-id p"],
  bound: [],
});
const report: OrphanReport = {
  scans: [
    {
      ...{
        cloud: "prod",
        runId: "r-9",
        startedAt: NOW - 9_000,
        endedAt: NOW - 5_000,
        aheadMs: 1,
        orphans: 2,
      },
      looked: { sets: 3, snapshots: 9, groups: 1, volumes: 4, servers: 2 },
      ...{ adoptable: [{ setId: "gs-7", name: "ff/here/orders/r-0/t" }], adoptableCount: 1 },
      ...{ unknown: ["gs-8"], unknownCount: 1 },
    },
  ],
  unscanned: [],
  orphans: [
    { record: { orphan: failed, foundAt: NOW, told: { at: NOW, where: "log" } } },
    { record: { orphan: drift, foundAt: NOW }, stays: "only an administrator can mend it" },
  ],
};

test("how much may go, why each is one, what stays and why, and what an administrator runs", () => {
  const text = orphansText(report, [{ cloud: "lab", why: "Keystone did not answer" }], NOW);
  expect(text.split("\n").slice(0, 7)).toEqual([
    "2 orphans: 1 may be deleted now, which frees 12 GiB",
    "prod: scanned 5 s ago: 3 group snapshots, 9 snapshots, 1 groups, 4 volumes, 2 servers",
    "lab was NOT scanned: Keystone did not answer",
    "prod: 1 group snapshot bears our stamp and is no point of this store: freezeframe adopt",
    "  gs-7 ff/here/orders/r-0/t",
    "prod: 1 says by name to be ours, of a hold that this store does not know; nothing can be proved of it, so nothing of it is ever deleted",
    "  gs-8",
  ]);
  expect(text).toContain(
    `${failed.id}  group snapshot gs-1\n  because  run r-1 is over\n  next     freezeframe clean orders`,
  );
  expect(text).toContain(
    "  stays    only an administrator can mend it\n  run      cinder-manage quota sync --project-id p",
  );
});

test("nothing found is said so, with what was looked at", () => {
  expect(orphansText({ ...report, orphans: [] }, [], NOW)).toMatch(/^no orphans\nprod: scanned/);
});

test("a spreadsheet gets one line each, and no name of a cloud becomes a formula or a second cell", () => {
  const evil = { ...failed, name: '=HYPERLINK("http://x","a,b")', proof: ["one\ntwo"] };
  const csv = orphansCsv({ ...report, orphans: [{ record: { orphan: evil, foundAt: NOW } }] });
  const [heading, ...rest] = csv.split("\n");
  expect(heading?.split(",")).toHaveLength(16);
  expect(rest.join("\n")).toBe(
    `${failed.id},failed set,group snapshot,prod,orders,gs-1,"'=HYPERLINK(""http://x"",""a,b"")",error,12,4,2026-11-23T12:00:00.000Z,,yes,,"one\ntwo",`,
  );
});

test("the end of a clean-up names what is still there, with what helps", () => {
  const item = { id: "o-1", kind: "volume", thing: "v-1", name: "data", gib: 5 };
  const text = cleanupText({
    ...{ runId: "r-2-clean", application: "orders", cloud: "prod", freedGib: 5, approvedBy: ["U0BOSS"] },
    items: [
      { ...item, outcome: "deleted", remedy: [] },
      {
        ...item,
        id: "o-2",
        outcome: "left",
        why: "it is still there",
        remedy: ["openstack volume delete v-1"],
      },
    ],
  });
  expect(text.split("\n")).toEqual([
    "orders: 1 of 2 orphans are gone, 5 GiB are free; 1 is still there",
    "  deleted  o-1  volume data (5 GiB)",
    "  left     o-2  volume data (5 GiB): it is still there",
    "           run openstack volume delete v-1",
    "  approved by  U0BOSS",
    "  run          r-2-clean",
  ]);
});

test("where nobody was asked, it says why, what stays and what to do", () => {
  const stays = [{ id: "o-1", kind: "volume", name: "data", why: "kept by U0OPS" }];
  expect(
    nothingCleanedText({
      outcome: "refused",
      application: "orders",
      why: "adopt first",
      next: "freezeframe adopt",
      stays,
    }),
  ).toBe(
    "orders: nothing may be deleted now: adopt first\n  stays  o-1  volume data: kept by U0OPS\nnext: freezeframe adopt",
  );
});
