import { describe, expect, it } from "vitest";
import type { Hold } from "#domain/hold.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { temporaryDatabase } from "./temporary-database.ts";

const at = Date.UTC(2026, 10, 23, 10, 42, 7, 310);
const hold: Hold = {
  token: "a1b2c3",
  application: "orders-db",
  runId: "run-1",
  execution: 1,
  servers: ["orders-db-1"],
  openedAt: at,
};

const point = (id: string, createdAt: number, application = "orders-db"): RecoveryPoint => ({
  id,
  application,
  cloud: "prod",
  runId: "run-1",
  groupId: "g",
  groupSnapshotId: "gs",
  createdAt,
  requestedBy: "U1",
  evidence: {
    holdFailure: [],
    policy: "skip",
    set: {
      groupSnapshotId: "gs",
      name: "ff/i/a/r/t",
      status: "available",
      requestedAt: "",
      members: [],
      foreignMembers: [],
    },
    backend: { unread: [] },
  },
  label: { grade: "E", text: "unknown", reasons: [] },
});

function open(reserveBytes?: number) {
  const database = temporaryDatabase();
  const store = openStore(database);
  const clock = { now: () => at + 812, monotonic: () => 0 };
  const freeBytes = database.freeBytes;
  const records = createRecords({
    store,
    clock,
    freeBytes,
    ...(reserveBytes === undefined ? {} : { reserveBytes }),
  });
  const audit = () => database.read((sql) => sql.prepare("SELECT entry FROM audit ORDER BY seq").all());
  const acts = (): unknown[] => audit().map((row) => JSON.parse(String(row.entry)));
  return { database, store, records, acts };
}

describe("holds", () => {
  it("are open until they are settled, each act with its audit row", async () => {
    const { records, acts, store } = open();
    await records.openHold(hold);
    expect(await records.openHolds()).toEqual([hold]);
    expect(await records.openHolds("orders-db")).toEqual([hold]);
    expect(await records.openHolds("shop")).toEqual([]);
    await records.settleHold("a1b2c3", "ordered");
    expect(await records.openHolds()).toEqual([]);
    expect(acts()).toMatchObject([
      {
        act: "hold.opened",
        actor: "run run-1",
        subject: "orders-db",
        detail: { token: "a1b2c3", execution: 1 },
      },
      { act: "hold.settled", at: "2026-11-23T10:42:08.122Z", detail: { how: "ordered" } },
    ]);
    expect(await store.verifyAudit()).toMatchObject({ intact: true, rows: 2 });
  });

  it("are settled once, also by two at the same time", async () => {
    const { records, acts } = open();
    await records.openHold(hold);
    await Promise.all([
      records.settleHold("a1b2c3", "ordered"),
      records.settleHold("a1b2c3", "settled at start"),
    ]);
    await records.settleHold("a1b2c3", "again");
    expect(acts()).toHaveLength(2);
    expect(acts().at(-1)).toMatchObject({ detail: { how: "ordered" } });
  });

  it("are not opened twice with one token", async () => {
    const { records } = open();
    await records.openHold(hold);
    await expect(records.openHold(hold)).rejects.toMatchObject({ kind: "busy" });
  });

  it("cannot be settled under a token that nobody opened", async () => {
    const { records } = open();
    await expect(records.settleHold("nobody", "ordered")).rejects.toMatchObject({ kind: "not-found" });
  });

  it("are refused while nothing is frozen yet when the disk is nearly full", async () => {
    const { database, records, acts } = open();
    database.read((sql) => sql.exec("PRAGMA max_page_count = 1000"));
    await expect(records.openHold(hold)).rejects.toMatchObject({
      kind: "refused",
      message: "the store's disk has 3 MiB left, a freeze needs 64 MiB: nothing was frozen",
    });
    expect(await records.openHolds()).toEqual([]);
    expect(acts()).toEqual([]);
  });

  it("stop the process when the disk is full all the same, and leave nothing half-written", async () => {
    const { database, records, store } = open(0);
    await records.openHold(hold);
    await records.settleHold(hold.token, "ordered");
    database.read((sql) => sql.exec("PRAGMA max_page_count = 1"));
    const fill = async (): Promise<never> => {
      for (let n = 0; ; n++) await records.openHold({ ...hold, token: `token-${n}` });
    };
    await expect(fill()).rejects.toThrow("fail-stop");
    expect(database.read((sql) => sql.isTransaction)).toBe(false);
    const audit = await store.verifyAudit();
    expect(audit).toMatchObject({ intact: true, rows: 2 + (await records.openHolds()).length });
  });
});

describe("recovery points", () => {
  it("are listed newest first, by application", async () => {
    const { records } = open();
    await records.savePoint(point("p1", at));
    await records.savePoint(point("p3", at + 2_000));
    await records.savePoint(point("p2", at + 1_000));
    await records.savePoint(point("other", at, "shop"));
    expect((await records.points("orders-db")).map((found) => found.id)).toEqual(["p3", "p2", "p1"]);
    expect(await records.point("p2")).toEqual(point("p2", at + 1_000));
    expect(await records.point("p9")).toBeUndefined();
  });

  it("are saved once when the step that saves them runs again, and say when they change", async () => {
    const { records, acts } = open();
    await records.savePoint(point("p1", at));
    await records.savePoint(point("p1", at));
    expect(acts()).toHaveLength(1);
    const lowered = { ...point("p1", at), label: { grade: "D" as const, text: "lower", reasons: [] } };
    await records.savePoint(lowered);
    expect(await records.point("p1")).toEqual(lowered);
    expect(acts()).toMatchObject([
      { act: "point.saved" },
      { act: "point.changed", detail: { label: "lower" } },
    ]);
  });
});
