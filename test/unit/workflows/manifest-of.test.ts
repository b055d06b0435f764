import { expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { RunContext } from "#engine/port.ts";
import { manifestOf } from "#workflows/manifest-of.ts";
import type { Ports } from "#workflows/ports.ts";

const never = new AbortController().signal;
const address = (server: string) => ({ server, via: { kind: "local" as const, port: 1 } });
const hold = (token: string, runId: string, server: string) => ({
  ...{ token, runId, application: "orders", execution: 1, servers: [server], openedAt: 0 },
  addresses: [address(server)],
});

function gone(settle: (token: string) => Promise<void>) {
  const settled: string[] = [];
  const ports = {
    application: () => {
      throw new DomainError("not-found", 'there is no application "orders"');
    },
    guests: { settle: (_servers: unknown, token: string) => settle(token) },
    records: {
      openHolds: async () => [hold("ours", "r-1", "db-1"), hold("another's", "r-2", "db-2")],
      settleHold: async (token: string) => void settled.push(token),
    },
  } as unknown as Ports;
  const ctx = {
    runId: "r-1",
    step: (_name: string, fn: (step: { signal: AbortSignal; execution: number }) => Promise<unknown>) =>
      fn({ signal: never, execution: 1 }),
  } as unknown as RunContext;
  return { settled, ended: manifestOf(ctx, "orders", ports) };
}

test("a run whose manifest has gone settles its own hold and ends in words", async () => {
  const asked: string[] = [];
  const { settled, ended } = gone(async (token) => void asked.push(token));
  await expect(ended).rejects.toMatchObject({
    kind: "refused",
    message: "orders has no manifest any more: its run goes no further",
    next: expect.stringContaining("bears r-1 in its name"),
  });
  expect([asked, settled]).toEqual([["ours"], ["ours"]]);
});

test("a guest that does not answer keeps its hold open, and the run ends even so", async () => {
  const { settled, ended } = gone(() => Promise.reject(new DomainError("unreachable", "db-1")));
  await expect(ended).rejects.toMatchObject({ kind: "refused" });
  expect(settled).toEqual([]);
});
