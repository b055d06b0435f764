import { expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import type { StoreBackup } from "#domain/store-backup.ts";
import { openHouse, signal, start } from "./house.ts";

const made: StoreBackup = {
  ...{ file: "/mnt/a.sqlite", bytes: 4096, at: start, auditRows: 3, auditHead: "0".repeat(64) },
};

/** A store whose backups end as the test wants. */
function backedUp() {
  const backups = { due: async (): Promise<StoreBackup | undefined> => made };
  const house = openHouse({ backups: { backUp: async () => made, backUpIfDue: () => backups.due() } });
  const told: Incident[] = [];
  house.operations.onIncident((incident) => told.push(incident));
  return { ...house, backups, look: () => house.operations.backUpIfDue(signal), told };
}

test("a backup that fails is one incident of the installation until one is made", async () => {
  const { backups, look, told, operations, audit } = backedUp();
  const full = new DomainError("refused", "the disk has 4 MB free", { next: "free it" });
  backups.due = () => Promise.reject(full);
  await expect(look()).rejects.toBe(full);
  await expect(look()).rejects.toBe(full);
  expect(told).toMatchObject([
    {
      kind: "backup",
      application: "Freezeframe",
      text: expect.stringContaining("4 MB free"),
      next: "free it",
    },
  ]);
  // No manifest is of it, and no look at objectives takes it for one that is gone.
  await operations.watchObjectives(signal);
  expect(await operations.incidents()).toMatchObject([{ kind: "backup" }]);
  backups.due = async () => made;
  expect(await look()).toBe(made);
  expect(told.at(-1)).toMatchObject({ resolvedBy: "backup /mnt/a.sqlite", resolvedAt: expect.any(Number) });
  expect(audit().map(({ act }) => act)).toEqual(["incident.opened", "store.backed-up", "incident.resolved"]);
});

test("one that is not due any more, because config wants none or somebody has made one, ends it as well", async () => {
  const { backups, look, told } = backedUp();
  backups.due = () => Promise.reject(new Error("ENOSPC"));
  await expect(look()).rejects.toThrow("ENOSPC");
  backups.due = async () => undefined;
  expect(await look()).toBeUndefined();
  expect(told.at(-1)).toMatchObject({ resolvedBy: "no backup is due" });
});
