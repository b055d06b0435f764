import { expect, test } from "vitest";
import type { Document } from "../harness/application-dir.ts";
import { startFreezeframe } from "../harness/freezeframe.ts";
import { bootable } from "../harness/lab-with-guests.ts";
import { changeManifest, expectNothingRestored } from "../harness/restore.ts";
import { FRESHNESS, pointNow, takePoint } from "../harness/restore-test.ts";
import { verbAnswer } from "../harness/verb.ts";

// A restore test that boots a real Debian under QEMU: lab/up.sh --guests. Emulated, so all is slow.

test("orders-vm, A: a guest is booted for the test, says so itself, and its data passes; then it is gone", {
  timeout: 1_500_000,
}, async () => {
  await using booted = await bootable("orders-vm");
  const { here, dir, flavor } = booted;
  await changeManifest(dir, (manifest: Document) => {
    manifest.restoreTest = {
      target: { kind: "boot", flavor, image: "guest" },
      checks: [{ kind: "filesystem" }, { kind: "postgresql" }, FRESHNESS],
    };
  });
  const point = await takePoint(dir);
  expect(point.label.grade).toBe("A");
  const { code, result: report } = verbAnswer(
    await startFreezeframe(["test", "orders-vm", "--json"], { dir, limitMs: 1_200_000 }).ended,
  );
  expect(report).toMatchObject({
    verdict: "passed",
    target: "boot",
    point: { id: point.id },
    restore: {
      phases: { booted: { ok: true, text: expect.stringMatching(/says so itself: kernel 6\.1\./) } },
    },
    dataRpo: { by: "freshness" },
    nothingLeft: true,
  });
  expect(code).toBe(0);
  expect(report.phases.map(({ phase }: Document) => phase)).toEqual([
    "volumes",
    "boot",
    "recovery",
    "checks",
  ]);
  expect((await pointNow(dir, point.id)).label.text).toMatch(/, tested$/);
  await expectNothingRestored(here, dir);
  const { servers } = (await here.bot.nova("GET", "/servers/detail")).body;
  expect(servers.filter(({ name }: Document) => name.startsWith(`ffr/${dir.instance}/`))).toEqual([]);
});
