import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { audited, put, remove } from "#store/change.ts";
import { ConflictError } from "#store/conflict-error.ts";
import type { DocumentKind } from "#store/document.ts";
import type { Store } from "#store/store.ts";

export interface StoreHarness {
  open(): Promise<Store>;
  /** Closes what is open and gives it free for the next `open`. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

const Volume = z.object({ name: z.string(), size: z.number(), group: z.string().optional() });
type Volume = z.infer<typeof Volume>;

const volumeKind: DocumentKind<Volume> = {
  name: "volume",
  schema: Volume,
  indexes: {
    group: (volume) =>
      volume.group === undefined ? undefined : { key: volume.group, position: volume.size },
    name: (volume) => ({ key: volume.name }),
  },
};

const entry = (act: string) => ({ at: "2026-11-23T10:42:07.310Z", actor: "U1", act, subject: "orders-db" });

/** What every back end of the document store must do. */
export function storeConformance(name: string, makeHarness: () => Promise<StoreHarness>): void {
  describe(`a document store on ${name}`, () => {
    let harness: StoreHarness;
    let store: Store;
    beforeEach(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });
    afterEach(async () => {
      await harness.dispose();
    });

    const create = (id: string, volume: Volume) => store.commit([put(volumeKind, id, volume, "absent")]);
    const ids = async (
      ...args: Parameters<typeof store.find> extends [unknown, ...infer Rest] ? Rest : never
    ) => (await store.find(volumeKind, ...args)).map((found) => found.id);

    it("gives back what was put, with its version", async () => {
      await create("v1", { name: "data", size: 1 });
      expect(await store.get(volumeKind, "v1")).toEqual({
        kind: "volume",
        id: "v1",
        version: 1,
        value: { name: "data", size: 1 },
      });
      await store.commit([put(volumeKind, "v1", { name: "data", size: 2 }, 1)]);
      expect(await store.get(volumeKind, "v1")).toMatchObject({ version: 2, value: { size: 2 } });
      expect(await store.get(volumeKind, "v2")).toBeUndefined();
    });

    it("keeps documents across a restart", async () => {
      await create("v1", { name: "data", size: 1, group: "g" });
      await harness.restart();
      store = await harness.open();
      expect(await store.get(volumeKind, "v1")).toMatchObject({ version: 1 });
      expect(await ids("group", { key: "g" })).toEqual(["v1"]);
    });

    it("refuses a change that was decided on an older version", async () => {
      await create("v1", { name: "data", size: 1 });
      await store.commit([put(volumeKind, "v1", { name: "data", size: 2 }, 1)]);
      const late = store.commit([put(volumeKind, "v1", { name: "data", size: 3 }, 1)]);
      await expect(late).rejects.toMatchObject({ kind: "busy", expected: 1, found: 2 });
      await expect(store.commit([remove(volumeKind, "v1", 1)])).rejects.toBeInstanceOf(ConflictError);
      await expect(create("v1", { name: "data", size: 4 })).rejects.toMatchObject({
        expected: "absent",
        found: 2,
      });
      expect((await store.get(volumeKind, "v1"))?.value.size).toBe(2);
    });

    it("lets one of two deciders win", async () => {
      await create("v1", { name: "data", size: 1 });
      const decide = (size: number) => store.commit([put(volumeKind, "v1", { name: "data", size }, 1)]);
      const settled = await Promise.allSettled([decide(2), decide(3)]);
      expect(settled.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
      expect((await store.get(volumeKind, "v1"))?.version).toBe(2);
    });

    it("commits all changes or none", async () => {
      await create("v1", { name: "data", size: 1 });
      const commit = store.commit([
        put(volumeKind, "v2", { name: "wal", size: 1, group: "g" }, "absent"),
        audited(entry("volume.added")),
        remove(volumeKind, "v1", 7),
      ]);
      await expect(commit).rejects.toBeInstanceOf(ConflictError);
      expect(await store.get(volumeKind, "v2")).toBeUndefined();
      expect(await ids("group", { key: "g" })).toEqual([]);
      expect(await store.verifyAudit()).toMatchObject({ intact: true, rows: 0 });
    });

    it("goes on with the audit's chain after a commit that was rolled back", async () => {
      await store.commit([audited(entry("one"))]);
      const rolledBack = store.commit([audited(entry("two")), remove(volumeKind, "v1", 7)]);
      await expect(rolledBack).rejects.toBeInstanceOf(ConflictError);
      await store.commit([audited(entry("three"))]);
      expect(await store.verifyAudit()).toMatchObject({ intact: true, rows: 2 });
    });

    it("removes a document for good, and lets its id be used again", async () => {
      await create("v1", { name: "data", size: 1, group: "g" });
      await store.commit([remove(volumeKind, "v1", 1)]);
      expect(await store.get(volumeKind, "v1")).toBeUndefined();
      expect(await ids("group", { key: "g" })).toEqual([]);
      await create("v1", { name: "data", size: 1 });
      expect((await store.get(volumeKind, "v1"))?.version).toBe(1);
    });

    it("refuses a value that is off its schema before anything is written", () => {
      const off = { name: "data" } as unknown as Volume;
      expect(() => put(volumeKind, "v1", off, "absent")).toThrow(z.ZodError);
    });

    it("finds by index: equal key, range of positions, order and limit", async () => {
      await create("a", { name: "a", size: 10, group: "g" });
      await create("b", { name: "b", size: 9, group: "g" });
      await create("c", { name: "c", size: 100, group: "g" });
      await create("d", { name: "d", size: 50, group: "other" });
      await create("e", { name: "e", size: 50 });
      expect(await ids("group", { key: "g" })).toEqual(["b", "a", "c"]);
      expect(await ids("group", { key: "g" }, { order: "descending", limit: 2 })).toEqual(["c", "a"]);
      expect(await ids("group", { key: "g", from: 10, to: 100 })).toEqual(["a", "c"]);
      expect(await ids("group", { key: "g", to: 9.5 })).toEqual(["b"]);
      expect(await ids("group", { key: "G" })).toEqual([]);
      expect(await ids("name", { key: "e" })).toEqual(["e"]);
      const newest = { order: "descending", limit: 2 } as const;
      expect(await store.findIds(volumeKind, "group", { key: "g" }, newest)).toEqual(["c", "a"]);
    });

    it("moves a document in its indexes when it changes", async () => {
      await create("a", { name: "a", size: 10, group: "g" });
      await store.commit([put(volumeKind, "a", { name: "a", size: 10, group: "h" }, 1)]);
      expect(await ids("group", { key: "g" })).toEqual([]);
      expect(await ids("group", { key: "h" })).toEqual(["a"]);
    });

    it("refuses an index that the kind does not declare", async () => {
      await expect(ids("size", { key: "1" })).rejects.toThrow(
        'volume has no index "size"; it has group, name',
      );
    });

    it("indexes what was stored before an index was declared", async () => {
      await create("a", { name: "a", size: 10 });
      expect(await ids("name", { key: "a" })).toEqual(["a"]);
      await harness.restart();
      store = await harness.open();
      const newer = { ...volumeKind, indexes: { ...volumeKind.indexes, all: () => ({ key: "all" }) } };
      expect((await store.find(newer, "all", { key: "all" })).map((found) => found.id)).toEqual(["a"]);
    });

    it("names the document that this version cannot read", async () => {
      await create("a", { name: "a", size: 10 });
      const newer = { ...volumeKind, schema: Volume.extend({ pool: z.string() }), indexes: {} };
      await expect(store.get(newer, "a")).rejects.toThrow(
        /volume a in the store is not what this version expects/,
      );
    });

    it("keeps kinds apart", async () => {
      await create("a", { name: "a", size: 10 });
      expect(await store.get({ ...volumeKind, name: "snapshot" }, "a")).toBeUndefined();
    });

    it("chains audit rows, whatever they hold", async () => {
      await store.commit([
        audited(entry("one")),
        audited({ ...entry("two"), detail: { b: 1, a: ["é", null] } }),
      ]);
      await store.commit([audited(entry("three"))]);
      const before = await store.verifyAudit();
      expect(before).toMatchObject({ intact: true, rows: 3 });
      await harness.restart();
      store = await harness.open();
      expect(await store.verifyAudit()).toEqual(before);
    });
  });
}
