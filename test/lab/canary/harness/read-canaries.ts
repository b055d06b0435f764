import { randomBytes } from "node:crypto";
import type { CanaryReading } from "#domain/canary/reading.ts";
import type { RecoveryPort } from "#workflows/recovery-port.ts";

const never = new AbortController().signal;

/** What a canary had written to these attached volumes when they were cut: one conversation with a recovery kit. */
export async function readCanaries(
  recovery: RecoveryPort,
  address: Parameters<RecoveryPort["open"]>[0],
  volumes: readonly { readonly role: string; readonly volumeId: string }[],
): Promise<CanaryReading[] | undefined> {
  const who = { runId: `run-${randomBytes(4).toString("hex")}`, instance: "test" };
  const roles = volumes.map(({ role }) => role);
  await using session = await recovery.open(address, who, never);
  await session.find(volumes, never);
  await session.mount(
    roles.map((role) => ({ role, mount: undefined })),
    never,
  );
  const readings = await session.readCanary(roles, never);
  await session.stop(never);
  return readings;
}
