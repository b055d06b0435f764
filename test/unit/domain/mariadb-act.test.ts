import { expect, test } from "vitest";
import { labelOf } from "#domain/label.ts";
import { statementsOf } from "#domain/statements.ts";
import { database, mariadb, serverWith } from "./observed.ts";

type Change = Partial<typeof mariadb>;
const evidenceWith = (change: Change) => serverWith({ acts: [{ ...mariadb, ...change }] });
const grade = (change: Change) => labelOf(evidenceWith(change)).grade;
const unmet = (change: Change) =>
  labelOf(evidenceWith(change)).reasons.filter((reason) => reason.grade === "A" && !reason.observed);

test("is A when the stage was held by one session from before the cut until after the thaw, and all else was seen", () => {
  expect(grade({})).toBe("A");
  expect(unmet({})).toEqual([]);
});

test.each<[string, Change]>([
  ["it keeps a path outside the frozen volumes", { pathsFrozen: false }],
  ["the stage was not in force after the freeze", { stageAfterFreeze: false }],
  ["the stage was not in force before the thaw", { stageBeforeThaw: false }],
  ["the session did not live to end the stage", { stageEnded: false }],
  ["acknowledged commits were still in the server's memory", { redoWritten: false }],
  ["torn pages would not be mended", { doublewrite: false }],
  ["nobody read whether torn pages would be mended", { doublewrite: undefined }],
  ["InnoDB does not sync", { flushMethod: "nosync" }],
  ["an engine does not take part", { engines: [{ engine: "ROCKSDB", tables: 3 }] }],
  ["nobody read which engines there are", { engines: undefined }],
])("is B when %s, and says that one thing", (_, change) => {
  expect(grade(change)).toBe("B");
  expect(unmet(change)).toHaveLength(1);
});

test("names the engine that does not take part", () => {
  const engines = [
    { engine: "InnoDB", tables: 12 },
    { engine: "CONNECT", tables: 2 },
  ];
  expect(unmet({ engines })[0]?.text).toContain("(CONNECT: 2)");
  expect(unmet({ engines: undefined })[0]?.text).toContain("(not read)");
});

test("tables without transactions are flushed and closed by the stage, so they cost nothing", () => {
  const engines = ["MyISAM", "Aria", "CSV", "MEMORY", "ARCHIVE", "MRG_MyISAM"].map((engine) => ({
    engine,
    tables: 1,
  }));
  expect(grade({ engines })).toBe("A");
});

test("says which commits are in it, what a start applies, and where the binary log was", () => {
  const said = (change: Change) => statementsOf(evidenceWith(change), labelOf(evidenceWith(change)));
  expect(said({})).toEqual([
    "db-1: every commit acknowledged before 2026-11-23T10:42:07.310Z is in it; a start applies at most 1.4 MB of redo log; binary log at GTID 0-1-4711",
  ]);
  expect(said({ role: "replica", gtid: undefined, redoToApply: undefined })).toEqual([
    "db-1: every commit that this replica had made before 2026-11-23T10:42:07.310Z is in it; its primary may have acknowledged more",
  ]);
  expect(said({ role: "galera", gtid: undefined, redoToApply: undefined })).toEqual([
    "db-1: every commit that this node had made or applied before 2026-11-23T10:42:07.310Z is in it; the other nodes may have acknowledged more",
  ]);
  expect(said({ stageEnded: false })).toEqual([]);
});

test("beside another database each has to be proved", () => {
  expect(labelOf(serverWith({ acts: [database, mariadb] })).grade).toBe("A");
  expect(labelOf(serverWith({ acts: [database, { ...mariadb, stageEnded: false }] })).grade).toBe("B");
});
