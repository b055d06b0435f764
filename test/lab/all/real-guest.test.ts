import { expect, test } from "vitest";
import { type ApplicationDir, applicationDir, type Document } from "../harness/application-dir.ts";
import { guest } from "../harness/guest.ts";
import { guestsState, labWithGuests } from "../harness/lab-with-guests.ts";
import { verb } from "../harness/verb.ts";

// A Debian of its own under QEMU, with its own kernel and virtio disks: lab/up.sh --guests. Emulated, so all is slow.

test("the kit holds a freeze on a real guest's virtio disks, and a snapshot of it is A", {
  timeout: 300_000,
}, async () => {
  const here = await labWithGuests();
  const server = guest("orders-vm-1", guestsState);
  expect(await server.sh("freezeframe-hold version")).toMatch(/^freezeframe-hold \d/);
  expect(await server.sh("uname -v; findmnt -no SOURCE /var/lib/postgresql/15")).toMatch(
    /Debian[\s\S]*\/dev\/vd/,
  );
  await using dir = await applicationDir(here, { application: "orders-vm" });
  await using writes = await server.watch("/etc/orders");
  const { result, error } = await verb(dir, "snapshot", "orders-vm", "--reason", "on a real guest");
  expect(error).toBeUndefined();
  expect(result, JSON.stringify(await evidenceOf(dir, result))).toMatchObject({
    outcome: "ok",
    label: { grade: "A", text: "application-consistent (verified freeze)" },
    frozen: { thawConfirmed: true, thawCause: "ordered" },
    leftovers: [],
  });
  expect(writes.stalls()).not.toEqual([]);
  expect(Object.values(await server.frozen())).toEqual([false, false, false]);
});

/** Why it is no better: on a machine that is slow this is all that there is to go by. */
const evidenceOf = async (dir: ApplicationDir, { point }: Document): Promise<Document> =>
  point === undefined ? undefined : (await verb(dir, "evidence", point)).result?.label;
