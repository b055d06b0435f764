import { describe, expect, it } from "vitest";
import { lastWords, redacted } from "#domain/restore/database-log.ts";

describe("a database's log", () => {
  it.each([
    ["could not connect: password=hunter2 host=db", "could not connect: password=*** host=db"],
    ["invalid conninfo: password='hun ter2' host=db", "invalid conninfo: password=*** host=db"],
    ["postgresql://app:hunter2@db/orders", "postgresql://app:***@db/orders"],
    ["ALTER ROLE app PASSWORD 'hunter2'", "ALTER ROLE app PASSWORD '***'"],
    ["DETAIL: Key (email)=(ada@example.org) already exists.", "DETAIL: Key (email)=***"],
    ["DETAIL: Failing row contains (7, ada, 1.50).", "DETAIL: Failing row contains (***)."],
    ["DETAIL: parameters: $1 = 'hunter2'", "DETAIL: parameters: ***"],
    ["STATEMENT: insert into users values ('hunter2')", "STATEMENT: ***"],
    ["role has SCRAM-SHA-256$4096:salt$key:key2", "role has ***"],
  ])("is shown without secrets: %s", (line, shown) => {
    expect(redacted(line)).toBe(shown);
  });

  it("keeps what tells why a recovery failed", () => {
    for (const line of [
      "LOG: invalid primary checkpoint record",
      "PANIC: could not locate a valid checkpoint record",
      'FATAL: could not open file "pg_wal/000000010000000000000003": No such file or directory',
    ])
      expect(redacted(line)).toBe(line);
  });

  it("is one line of text each, and never long", () => {
    expect(redacted("FATAL: a\u001b[31m\nb")).toBe("FATAL: a [31m b");
    expect(redacted("x".repeat(2_000)).length).toBeLessThan(310);
    expect(lastWords(Array.from({ length: 50 }, (_, n) => `LOG: ${n}`))).toHaveLength(12);
    expect(lastWords(["LOG: first", "", "FATAL: last"])).toEqual(["LOG: first", "FATAL: last"]);
  });
});
