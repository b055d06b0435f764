import { expect, it } from "vitest";
import { PreparingDatabase } from "#store/preparing-database.ts";

const open = () => {
  const sql = new PreparingDatabase(":memory:");
  sql.exec("CREATE TABLE t (a INTEGER)");
  return sql;
};

it("compiles a text once, and gives each use its own values", () => {
  const sql = open();
  const insert = sql.prepare("INSERT INTO t VALUES (?)");
  expect(sql.prepare("INSERT INTO t VALUES (?)")).toBe(insert);
  insert.run(1);
  sql.prepare("INSERT INTO t VALUES (?)").run(2);
  expect(sql.prepare("SELECT a FROM t ORDER BY a").all()).toEqual([{ a: 1 }, { a: 2 }]);
});

it("sees a schema that has changed since, and rows that a half-read answer left", () => {
  const sql = open();
  sql.exec("INSERT INTO t VALUES (1), (2)");
  for (const _row of sql.prepare("SELECT * FROM t").iterate()) break;
  sql.exec("ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 7");
  expect(sql.prepare("SELECT * FROM t").all()).toEqual([
    { a: 1, b: 7 },
    { a: 2, b: 7 },
  ]);
});

it("asks a pragma anew each time", () => {
  const sql = open();
  const pages = () => sql.prepare("PRAGMA max_page_count").get();
  sql.exec("PRAGMA max_page_count = 1000");
  expect(pages()).toEqual({ max_page_count: 1000 });
  sql.exec("PRAGMA max_page_count = 500");
  expect(pages()).toEqual({ max_page_count: 500 });
});
