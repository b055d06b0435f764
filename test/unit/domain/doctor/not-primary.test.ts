import { expect, test } from "vitest";
import { notPrimaryFindings } from "#domain/doctor/not-primary.ts";
import { database, hook, mariadb, server } from "../observed.ts";

const findings = (...acts: (typeof server)["acts"]) => notPrimaryFindings({ ...server, acts });

test("a primary and a hook are nothing to tell of", () => {
  expect(findings(database, mariadb, hook)).toEqual([]);
});

test.each([
  [{ ...database, role: "standby" } as const, 'PostgreSQL "main" is a standby', "its primary acknowledged"],
  [{ ...mariadb, role: "replica" } as const, 'MariaDB "main" is a replica', "its primary acknowledged"],
  [
    { ...mariadb, role: "galera" } as const,
    'MariaDB "main" is a node of a Galera cluster',
    "the other nodes acknowledged",
  ],
])("%j: what others acknowledged may be missing, and the RPO does not know of it", (act, text, others) => {
  expect(findings(act)).toEqual([
    expect.objectContaining({ code: "not-primary", severity: "warning", subject: "db-1", text }),
  ]);
  expect(findings(act)[0]?.costs).toContain(others);
});
