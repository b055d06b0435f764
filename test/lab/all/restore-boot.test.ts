import { expect, test } from "vitest";
import type { Document } from "../harness/application-dir.ts";
import { startFreezeframe } from "../harness/freezeframe.ts";
import { guest } from "../harness/guest.ts";
import { bootable, guestsState } from "../harness/lab-with-guests.ts";
import { changeManifest, expectNothingRestored } from "../harness/restore.ts";
import { verb, verbAnswer } from "../harness/verb.ts";

// A real Debian under QEMU is booted by Nova with the restored volumes, starts PostgreSQL on them by itself, and tells on its
// serial console what it found: lab/up.sh --guests. Emulated, so all is slow.

test("orders-vm, A: a server is booted for it, recovers, and has every commit that was acknowledged before the freeze", {
  timeout: 1_500_000,
}, async () => {
  await using booted = await bootable("orders-vm");
  const { here, dir, flavor } = booted;
  const taken = (await verb(dir, "snapshot", "orders-vm")).result;
  expect(taken.label).toMatchObject({ grade: "A", text: "application-consistent (verified freeze)" });
  const { evidence } = (await verb(dir, "evidence", taken.point)).result;
  // In the guest's own time, which is not this machine's: it is emulated, and nobody keeps its clock.
  const [{ frozenMs, acts }] = evidence.hold.servers;
  const promisedMs = Date.parse(acts[0].commitsBefore);
  const thawed = new Date(promisedMs + frozenMs).toISOString();
  const writer = guest("orders-vm-1", guestsState);
  const before = (await writer.acknowledged()).filter(({ atMs }) => atMs < promisedMs);
  const lastId = before.at(-1)?.id ?? 0;
  expect(lastId).toBeGreaterThan(0);
  await changeManifest(dir, (manifest: Document) => {
    manifest.restore = { boot: { flavor, image: "guest" } };
    manifest.restoreTest = {
      target: { kind: "boot", flavor, image: "guest" },
      checks: [
        { kind: "filesystem" },
        { kind: "postgresql" },
        { kind: "postgresql", sql: "select max(id) from orders", atLeast: lastId },
        {
          kind: "postgresql",
          sql: `select count(*) from orders where placed_at > '${thawed}'`,
          atMost: 0,
        },
      ],
    };
  });
  const asked = ["restore", "orders-vm", taken.point, "--json"];
  const { code, result: report } = verbAnswer(
    await startFreezeframe(asked, { dir, limitMs: 1_200_000 }).ended,
  );
  expect(report).toMatchObject({
    reached: "data verified",
    headline: expect.stringMatching(/^data verified: /),
    state: "kept",
    phases: {
      volumesCreated: { ok: true },
      booted: { ok: true, text: expect.stringMatching(/says so itself: kernel 6\.1\./) },
      databaseRecovered: {
        ok: true,
        text: expect.stringMatching(/PostgreSQL 15\.\d+ answers, WAL replayed/),
      },
      dataVerified: { ok: true },
    },
  });
  expect(code).toBe(0);
  expect(report.phases.attached).toBeUndefined();
  expect(report.checks.filter(({ passed }: { passed: boolean }) => !passed)).toEqual([]);
  expect(report.left.map(({ kind }: { kind: string }) => kind)).toEqual([
    "server",
    "volume",
    "volume",
    "volume",
  ]);
  const discarded = await verb(dir, "discard", report.runId);
  expect(discarded).toMatchObject({ code: 0, result: { left: [] } });
  expect(discarded.result.gone).toContain(report.server.id);
  await expectNothingRestored(here, dir);
  const servers = (await here.bot.nova("GET", `/servers/${report.server.id}`)).status;
  expect(servers).toBe(404);
});
