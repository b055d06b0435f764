import { describe, expect, it } from "vitest";
import { audited } from "#store/change.ts";
import { openStore } from "#store/store.ts";
import { temporaryDatabase } from "./temporary-database.ts";

async function chainOf(length: number) {
  const database = temporaryDatabase();
  const store = openStore(database);
  for (let number = 1; number <= length; number++) {
    const entry = { at: "2026-11-23T10:42:07.310Z", actor: "U1", act: "approved", subject: `plan-${number}` };
    await store.commit([audited(entry)]);
  }
  /** What somebody with a database shell could do. */
  const tamper = (statement: string): void =>
    database.write((sql) => {
      sql.exec("DROP TRIGGER audit_never_changes; DROP TRIGGER audit_never_shrinks;");
      sql.exec(statement);
    });
  return { database, store, tamper };
}

describe("the audit chain", () => {
  it.each([
    [
      "a changed entry",
      "UPDATE audit SET entry = replace(entry, 'U1', 'U2') WHERE seq = 3",
      3,
      /row 3 was changed/,
    ],
    ["a changed hash", "UPDATE audit SET hash = previous WHERE seq = 3", 3, /row 3 was changed/],
    ["a row taken out", "DELETE FROM audit WHERE seq = 3", 3, /row 3 is missing/],
    ["rows cut off the end", "DELETE FROM audit WHERE seq > 3", 4, /rows 4 to 5 are missing/],
    ["a chain emptied", "DELETE FROM audit", 1, /rows 1 to 5 are missing/],
    [
      "two rows exchanged",
      "UPDATE audit SET seq = -2 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = -2",
      2,
      /row 2 does not follow row 1/,
    ],
    [
      "a row put before the first",
      "INSERT INTO audit SELECT -1, entry, hash, hash FROM audit WHERE seq = 5",
      1,
      /row 1 is missing/,
    ],
    [
      "a row added by hand",
      "INSERT INTO audit SELECT 6, entry, hash, hash FROM audit WHERE seq = 5",
      6,
      /row 6 was changed/,
    ],
  ])("finds %s", async (_what, statement, seq, reason) => {
    const { store, tamper } = await chainOf(5);
    expect(await store.verifyAudit()).toMatchObject({ intact: true, rows: 5 });
    tamper(statement);
    expect(await store.verifyAudit()).toEqual({ intact: false, seq, reason: expect.stringMatching(reason) });
  });

  it("is append-only for this program itself", async () => {
    const { database } = await chainOf(1);
    expect(() => database.write((sql) => sql.exec("UPDATE audit SET entry = '{}'"))).toThrow("fail-stop");
  });

  it("has another head after each row", async () => {
    const { store } = await chainOf(1);
    const before = await store.verifyAudit();
    await store.commit([audited({ at: "2026-11-23T10:42:07.310Z", actor: "U1", act: "x", subject: "y" })]);
    const after = await store.verifyAudit();
    expect(before.intact && after.intact && before.head !== after.head).toBe(true);
  });
});

it("is checked in parts: whoever waits for this process is heard in between", async () => {
  const database = temporaryDatabase();
  const store = openStore(database);
  const entry = { at: "2026-11-23T10:42:07.310Z", actor: "U1", act: "approved", subject: "plan-1" };
  for (let row = 0; row < 50; row++) await store.commit(Array.from({ length: 20 }, () => audited(entry)));
  let heard = 0;
  const listening = setInterval(() => heard++, 0);
  const verdict = await store.verifyAudit();
  clearInterval(listening);
  expect(verdict).toMatchObject({ intact: true, rows: 1_000 });
  expect(heard).toBeGreaterThan(1);
});
