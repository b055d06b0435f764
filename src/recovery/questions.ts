import type { MariadbToStart, PostgresqlToStart, RecoveryCheck } from "#workflows/recovery-port.ts";

/** A line of the recovery protocol before it is written: what is asked over a connection, and what a job file holds. */
export type Question = readonly [verb: string, values: Readonly<Record<string, string | number | undefined>>];

/** The protocol that this bot speaks. */
export const PROTOCOL = 1;

export interface Who {
  readonly runId: string;
  readonly instance: string;
  readonly nonce: string;
  readonly silenceMs: number;
}

export const helloQuestion = ({ instance, runId, nonce, silenceMs }: Who): Question => [
  "HELLO",
  { protocol: PROTOCOL, instance, run: runId, nonce, silence_ms: Math.round(silenceMs) },
];

export const findQuestion = (
  { role, volumeId }: { readonly role: string; readonly volumeId: string },
  waitMs: number,
): Question => ["FIND", { role, serial: volumeId, wait_ms: Math.round(waitMs) }];

export const checkQuestion = (role: string, limitMs: number): Question => [
  "CHECK",
  { role, limit_s: seconds(limitMs) },
];

export interface Mount {
  readonly role: string;
  readonly mount: string | undefined;
}

/** Parents first. */
export function mountQuestions(volumes: readonly Mount[]): Question[] {
  const depth = ({ mount }: Mount) => mount?.split("/").length ?? 0;
  return volumes.toSorted((a, b) => depth(a) - depth(b)).map(({ role, mount }) => ["MOUNT", { role, mount }]);
}

export const canaryQuestion = (role: string): Question => ["CANARY", { role }];

export const startQuestion = ({ cluster, dataRole }: PostgresqlToStart, limitMs: number): Question => [
  "START",
  { role: dataRole, cluster, limit_s: seconds(limitMs) },
];

export const startMariadbQuestion = (
  { name, series, dataRole }: MariadbToStart,
  limitMs: number,
): Question => ["START", { kind: "mariadb", role: dataRole, name, series, limit_s: seconds(limitMs) }];

export const verifyQuestion = (id: number, check: RecoveryCheck, limitMs: number): Question => [
  "VERIFY",
  { id, ...valuesOf(check), limit_s: seconds(limitMs) },
];

function valuesOf(check: RecoveryCheck): Record<string, string | undefined> {
  switch (check.kind) {
    case "postgresql-amcheck":
      return { kind: "amcheck" };
    case "mariadb-tables":
      return { kind: "tables" };
    case "postgresql-read":
    case "mariadb-read":
      return { kind: "read" };
    case "postgresql-checksums":
    case "mariadb-checksums":
      return { kind: "checksums" };
    case "sql":
    case "freshness":
      return {
        kind: "sql",
        database: check.database,
        sql: Buffer.from(check.sql, "utf8").toString("base64"),
      };
    case "hook":
      return { kind: "hook", name: check.name };
  }
}

const seconds = (ms: number): number => Math.max(1, Math.floor(ms / 1_000));
