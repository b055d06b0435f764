import { describe, expect, it } from "vitest";
import type { Hold } from "#domain/hold.ts";
import type { MessageSlot } from "#domain/message-slot.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import * as kinds from "#store/kinds.ts";
import { createRecords } from "#store/records.ts";
import { openStore } from "#store/store.ts";
import { approval } from "../domain/approval.ts";
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

it("prepares the search of every kind when it opens: a question never writes", () => {
  const { database } = open();
  const prepared = database.read((sql) => sql.prepare("SELECT kind FROM indexed_kind ORDER BY kind").all());
  const declared = Object.values(kinds).filter((kind) => typeof kind === "object");
  expect(prepared.map(({ kind }) => kind)).toEqual(declared.map(({ name }) => name).toSorted());
});

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

describe("the last freeze", () => {
  it("is the newest hold that froze something, as far as anybody knows", async () => {
    const { records } = open();
    expect(await records.lastFreeze("orders-db")).toBeUndefined();
    await records.openHold(hold);
    expect(await records.lastFreeze("orders-db")).toEqual(hold);
    await records.openHold({ ...hold, token: "later", openedAt: at + 1_000 });
    await records.settleHold("later", "not frozen: no answer", false);
    await records.openHold({ ...hold, token: "other", application: "shop", openedAt: at + 2_000 });
    expect(await records.lastFreeze("orders-db")).toMatchObject({ token: hold.token });
    await records.openHold({ ...hold, token: "latest", openedAt: at + 3_000 });
    await records.settleHold("latest", "thawed, proved", true);
    expect(await records.lastFreeze("orders-db")).toMatchObject({ token: "latest", froze: true });
  });
});

describe("pauses", () => {
  const pause = { application: "orders-db", until: at + 60_000, reason: "disk swap", by: "U1", at };

  it("are replaced and ended, each with its audit row and what rights rested on", async () => {
    const { records, acts } = open();
    expect(await records.pause("orders-db")).toBeUndefined();
    await records.savePause({ ...pause, reason: "first" });
    await records.savePause(pause, { through: "S1" });
    expect(await records.pause("orders-db")).toEqual(pause);
    expect(await records.pause("shop")).toBeUndefined();
    expect(await records.removePause("orders-db", "U2", { through: "S2" })).toEqual(pause);
    expect(await records.pause("orders-db")).toBeUndefined();
    expect(acts()).toMatchObject([
      { act: "paused", actor: "U1", detail: { reason: "first" } },
      {
        act: "paused",
        subject: "orders-db",
        detail: { reason: "disk swap", until: at + 60_000, through: "S1" },
      },
      { act: "resumed", actor: "U2", subject: "orders-db", detail: { through: "S2" } },
    ]);
  });

  it("end by themselves, and are not ended again by hand", async () => {
    const { records, acts } = open();
    await records.savePause({ ...pause, until: at + 812 });
    expect(await records.pause("orders-db")).toBeUndefined();
    expect(await records.removePause("orders-db", "U2")).toBeUndefined();
    expect(acts()).toHaveLength(1);
    await records.savePause(pause);
    expect(await records.pause("orders-db")).toEqual(pause);
  });
});

describe("messages that channels are owed", () => {
  const slot = (id: string, createdAt: number): MessageSlot => ({
    id,
    channel: "C0123456789",
    about: { kind: "run", runId: id },
    createdAt,
    settled: false,
  });

  it("are open until they are settled, oldest first, without audit rows", async () => {
    const { records, acts } = open();
    await records.saveSlot(slot("run r2", at + 1));
    await records.saveSlot(slot("run r1", at));
    await records.saveSlot({ ...slot("run r1", at), ts: "1.2" });
    expect(await records.openSlots()).toEqual([{ ...slot("run r1", at), ts: "1.2" }, slot("run r2", at + 1)]);
    await records.saveSlot({ ...slot("run r1", at), ts: "1.2", settled: true });
    expect((await records.openSlots()).map(({ id }) => id)).toEqual(["run r2"]);
    expect(await records.slot("run r1")).toMatchObject({ ts: "1.2", settled: true });
    expect(await records.slot("run r9")).toBeUndefined();
    expect(acts()).toEqual([]);
  });

  it("keep the last state of several saves at once", async () => {
    const { records } = open();
    const ts = Array.from({ length: 10 }, (_, n) => `${n}`);
    await Promise.all(ts.map((one) => records.saveSlot({ ...slot("run r1", at), ts: one })));
    expect(await records.slot("run r1")).toMatchObject({ ts: expect.stringMatching(/^\d$/) });
    expect(await records.openSlots()).toHaveLength(1);
  });

  it("are all told, however many there are", async () => {
    const { records } = open();
    for (let n = 0; n < 1_001; n++) await records.saveSlot(slot(`run r${n}`, at + n));
    expect(await records.openSlots()).toHaveLength(1_001);
  });
});

it("an audit row of its own is chained with the others", async () => {
  const { records, acts, store } = open();
  await records.audit({ actor: "U1", act: "snapshot.refused", subject: "orders-db", detail: { why: "no" } });
  await records.audit({ actor: "U1", act: "thaw", subject: "orders-db" });
  expect(acts()).toEqual([
    {
      at: "2026-11-23T10:42:08.122Z",
      actor: "U1",
      act: "snapshot.refused",
      subject: "orders-db",
      detail: { why: "no" },
    },
    { at: "2026-11-23T10:42:08.122Z", actor: "U1", act: "thaw", subject: "orders-db" },
  ]);
  expect(await store.verifyAudit()).toMatchObject({ intact: true, rows: 2 });
});

describe("recovery points", () => {
  it("have a newest of any grade, and one that is good enough", async () => {
    const { records } = open();
    const graded = (id: string, createdAt: number, grade: "A" | "B" | "D" | undefined): RecoveryPoint => ({
      ...point(id, createdAt),
      label: { ...(grade === undefined ? {} : { grade }), text: "", reasons: [] },
    });
    await records.savePoint(graded("p1", at, "A"));
    await records.savePoint(graded("p2", at + 1, "B"));
    await records.savePoint(graded("p3", at + 2, "D"));
    await records.savePoint(graded("p4", at + 3, undefined));
    const newest = async (grade?: "A" | "B" | "C" | "D" | "E") =>
      (await records.newestPoint("orders-db", grade))?.id;
    expect([await newest(), await newest("E"), await newest("D")]).toEqual(["p4", "p3", "p3"]);
    expect([await newest("C"), await newest("B"), await newest("A")]).toEqual(["p2", "p2", "p1"]);
    expect(await records.newestPoint("shop", "E")).toBeUndefined();
    expect((await records.points("orders-db", 2)).map(({ id }) => id)).toEqual(["p4", "p3"]);
  });

  it("that lost a grade are no longer the newest of it", async () => {
    const { records } = open();
    await records.savePoint({ ...point("p1", at), label: { grade: "A", text: "", reasons: [] } });
    await records.savePoint({ ...point("p1", at), label: { grade: "D", text: "", reasons: [] } });
    expect(await records.newestPoint("orders-db", "A")).toBeUndefined();
  });

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

describe("an approval", () => {
  const row = (act: string) => ({ actor: "U0BOSS", act: `approval.${act}`, subject: "ap-1" });
  const open = () => {
    const database = temporaryDatabase();
    const store = openStore(database);
    const clock = { now: () => at, monotonic: () => 0 };
    return { store, records: createRecords({ store, clock, freeBytes: database.freeBytes }) };
  };

  it("is saved with its audit row when nobody was first, else nothing is written", async () => {
    const { store, records } = open();
    expect(await records.saveApproval(approval(), "absent", row("requested"))).toBe(true);
    expect(await records.saveApproval(approval(), "absent", row("requested"))).toBe(false);
    const denied = approval({ state: "denied" });
    expect(await records.saveApproval(denied, 1, row("deny"))).toBe(true);
    expect(await records.saveApproval(approval({ state: "approved" }), 1, row("approve"))).toBe(false);
    expect(await records.approval("ap-1")).toEqual({ approval: denied, version: 2 });
    expect(await records.verifyAudit()).toMatchObject({ intact: true, rows: 2 });
    expect(await store.verifyAudit()).toEqual(await records.verifyAudit());
  });

  it("is open until it is decided, and again while the glass is broken and nobody has reviewed it", async () => {
    const { records } = open();
    const openIds = async () => (await records.openApprovals()).map(({ id }) => id);
    await records.saveApproval(approval(), "absent", row("requested"));
    await records.saveApproval(approval({ id: "ap-2", requestedAt: at }), "absent", row("requested"));
    expect(await openIds()).toEqual(["ap-2", "ap-1"]);
    const breakGlass = { by: "U0DUTY", at, reason: "down" };
    await records.saveApproval(approval({ state: "approved" }), 1, row("approve"));
    expect(await openIds()).toEqual(["ap-2"]);
    await records.saveApproval(approval({ state: "approved", breakGlass }), 2, row("break-glass"));
    expect(await openIds()).toEqual(["ap-2", "ap-1"]);
    const reviewed = { ...breakGlass, reviewedBy: "U0BOSS", reviewedAt: at };
    await records.saveApproval(approval({ state: "approved", breakGlass: reviewed }), 3, row("reviewed"));
    expect(await openIds()).toEqual(["ap-2"]);
    expect((await records.approvals(1)).map(({ id }) => id)).toEqual(["ap-2"]);
  });

  it("is told to who listens once it is stored, and not when somebody else was first", async () => {
    const { records } = open();
    const told: string[] = [];
    const stop = records.onApproval(({ state }) => told.push(state));
    await records.saveApproval(approval(), "absent", row("requested"));
    await records.saveApproval(approval({ state: "denied" }), "absent", row("deny"));
    stop();
    await records.saveApproval(approval({ state: "denied" }), 1, row("deny"));
    expect(told).toEqual(["requested"]);
  });
});
