import { DomainError } from "#domain/errors.ts";
import { toMinute } from "#domain/minute.ts";
import type { RecordsPort } from "./records-port.ts";

/** Throws `refused` with who, why and until when while the application is paused. */
export async function refusePaused(records: Pick<RecordsPort, "pause">, application: string): Promise<void> {
  const pause = await records.pause(application);
  if (pause === undefined) return;
  throw new DomainError(
    "refused",
    `${application} is paused by ${pause.by} until ${toMinute(pause.until)}: ${pause.reason}`,
    { next: "wait until then, or have an operator resume it" },
  );
}
