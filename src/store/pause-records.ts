import type { RecordsPort } from "#workflows/records-port.ts";
import { put, remove } from "./change.ts";
import { pauseKind } from "./kinds.ts";
import { auditRow, type RecordKeeping, retryOnConflict } from "./record-keeping.ts";

export function pauseRecords({
  store,
  clock,
}: RecordKeeping): Pick<RecordsPort, "pause" | "savePause" | "removePause"> {
  const current = async (application: string) => {
    const found = await store.get(pauseKind, application);
    return found === undefined || found.value.until <= clock.now() ? undefined : found;
  };

  const savePause: RecordsPort["savePause"] = async (pause, seen) => {
    const { application, by, until, reason } = pause;
    // Also one that has ended by itself is still there to be replaced.
    const found = await store.get(pauseKind, application);
    const detail = { ...seen, until, reason };
    const audit = auditRow(clock, { actor: by, act: "paused", subject: application, detail });
    await retryOnConflict(
      () => store.commit([put(pauseKind, application, pause, found?.version ?? "absent"), audit]),
      () => savePause(pause, seen),
    );
  };

  const removePause: RecordsPort["removePause"] = async (application, by, seen) => {
    const found = await current(application);
    if (found === undefined) return undefined;
    const audit = auditRow(clock, { actor: by, act: "resumed", subject: application, detail: seen });
    return retryOnConflict(
      async () => {
        await store.commit([remove(pauseKind, application, found.version), audit]);
        return found.value;
      },
      () => removePause(application, by, seen),
    );
  };

  return { pause: async (application) => (await current(application))?.value, savePause, removePause };
}
