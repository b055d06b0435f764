import { DomainError } from "#domain/errors.ts";
import type { Hold } from "#domain/hold.ts";
import type { AuditDetail, RecordsPort } from "#workflows/records-port.ts";
import { put } from "./change.ts";
import { holdKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

/** `ensureSpace` throws when the disk is too full to begin anything. */
export function holdRecords(
  { store, clock }: RecordKeeping,
  ensureSpace: () => void,
): Pick<RecordsPort, "openHold" | "settleHold" | "openHolds" | "lastFreeze"> {
  const row = (act: string, { application, runId }: Hold, detail: AuditDetail) =>
    auditRow(clock, { actor: `run ${runId}`, act, subject: application, detail });

  const settleHold: RecordsPort["settleHold"] = async (token, how, froze) => {
    const found = await store.get(holdKind, token);
    if (found === undefined) throw new DomainError("not-found", `no hold has the token ${token}`);
    if (found.value.settledAt !== undefined) return;
    const settled: Hold = {
      ...found.value,
      settledAt: clock.now(),
      settledHow: how,
      ...(froze === undefined ? {} : { froze }),
    };
    await retryOnConflict(
      () =>
        store.commit([
          put(holdKind, token, settled, found.version),
          row("hold.settled", settled, { token, how }),
        ]),
      () => settleHold(token, how, froze),
    );
  };

  return {
    openHold: async (hold) => {
      ensureSpace();
      const { token, execution, servers } = hold;
      const audit = row("hold.opened", hold, { token, execution, servers });
      await store.commit([put(holdKind, token, hold, "absent"), audit]);
    },
    settleHold,
    openHolds: async (application) => {
      const open = await store.find(holdKind, "open", { key: "open" });
      return open
        .map((found) => found.value)
        .filter((hold) => application === undefined || hold.application === application);
    },
    lastFreeze: async (application) => {
      const newest = { order: "descending", limit: 1 } as const;
      const [found] = await store.find(holdKind, "froze", { key: application }, newest);
      return found?.value;
    },
  };
}
