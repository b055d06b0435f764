import { join } from "node:path";
import { expect, test } from "vitest";
import type { Document } from "../harness/application-dir.ts";
import { bootFlavor, removeBooted } from "../harness/booted.ts";
import { startFreezeframe } from "../harness/freezeframe.ts";
import { lab, root } from "../harness/lab.ts";
import { changeManifest, expectNothingRestored, restoreDir } from "../harness/restore.ts";
import { FRESHNESS, pointNow, takePoint } from "../harness/restore-test.ts";
import { verbAnswer } from "../harness/verb.ts";

// A restore test that boots a real Debian under QEMU: lab/up.sh --guests. Emulated, so all is slow.

const state = join(root, "lab/var-guests");

test("orders-vm, A: a guest is booted for the test, says so itself, and its data passes; then it is gone", {
  timeout: 1_500_000,
}, async () => {
  const here = await lab(state);
  await using flavor = await bootFlavor(here);
  await using dir = await restoreDir(here, "orders-vm");
  await using _booted = removeBooted(here, dir.instance);
  await changeManifest(dir, (manifest: Document) => {
    manifest.restoreTest = {
      target: { kind: "boot", flavor: flavor.name, image: "guest" },
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
