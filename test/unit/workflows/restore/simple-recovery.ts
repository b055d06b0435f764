import type { CanaryReading } from "#domain/canary/reading.ts";
import { DomainError } from "#domain/errors.ts";
import type { CheckVerdict, RecoveryCheck, RecoveryPort, RecoverySession } from "#workflows/recovery-port.ts";

/** A recovery kit that says what it is told to. */
export interface SimpleRecovery {
  readonly port: RecoveryPort;
  readonly heard: string[];
  readonly says: {
    clean: boolean;
    collations: string;
    major: number;
    check: (check: RecoveryCheck) => CheckVerdict;
    start?: () => never;
    canary?: () => CanaryReading[];
    /** Before anything is answered. */
    before?: (what: string) => Promise<void> | void;
  };
}

export function simpleRecovery(): SimpleRecovery {
  const heard: string[] = [];
  const says: SimpleRecovery["says"] = {
    clean: true,
    collations: "same",
    major: 15,
    check: () => ({ passed: true, text: "ok" }),
  };
  const hear = async (what: string, signal: AbortSignal): Promise<void> => {
    heard.push(what);
    await says.before?.(what);
    signal.throwIfAborted();
  };
  const session = (server: string): RecoverySession => ({
    server,
    facts: { kit: "1.0.0", kernel: "6.1.0", postgresql: [15], glibc: "2.36", icu: undefined },
    lost: new AbortController().signal,
    find: async (volumes, signal) => {
      await hear(`find ${volumes.map(({ role }) => role).join(" ")}`, signal);
      return [];
    },
    checkFilesystems: async (roles, signal) => {
      await hear("check file systems", signal);
      return roles.map((role) => ({ role, replayed: true, clean: says.clean, text: "" }));
    },
    mount: (volumes, signal) => hear(`mount ${volumes.map(({ mount }) => mount).join(" ")}`, signal),
    readCanary: async (roles, signal) => {
      await hear(`read canary ${roles.join(" ")}`, signal);
      return says.canary?.();
    },
    startPostgresql: async ({ cluster, dataRole }, signal) => {
      await hear(`start ${cluster} on ${dataRole}`, signal);
      says.start?.();
      return {
        major: says.major,
        version: `${says.major}.1`,
        systemId: "1",
        dataPath: "/data",
        replayed: true,
        recoveredMs: 12,
        readyMs: 40,
        checksums: false,
        collations: says.collations,
        log: [],
      };
    },
    startMariadb: async ({ name, series, dataRole }, signal) => {
      await hear(`start mariadb ${name} ${series} on ${dataRole}`, signal);
      says.start?.();
      return {
        series: "10.11",
        version: "10.11.19",
        dataPath: "/data",
        replayed: true,
        recoveredMs: 12,
        readyMs: 40,
        log: [],
      };
    },
    check: async (check, signal) => {
      await hear(`check ${check.kind}`, signal);
      return says.check(check);
    },
    stop: (signal) => hear("stop", signal),
    [Symbol.asyncDispose]: async () => {
      heard.push("end");
    },
  });
  return {
    heard,
    says,
    port: {
      open: async ({ server }, { runId }, signal) => {
        if (runId !== "plan") await hear(`open ${server}`, signal);
        if (heard.includes("gone for good")) throw new DomainError("unreachable", "no answer");
        return session(server);
      },
      script: async (_who, job) => JSON.stringify(job),
      // Heard is whoever has a console.
      hear: async (server, _who, _job, console, signal) => {
        await hear(`listen to ${server}`, signal);
        if ((await console(signal)) !== undefined) return session(server);
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        });
      },
    },
  };
}
