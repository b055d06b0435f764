import { expect, test } from "vitest";
import { DomainError } from "#domain/errors.ts";
import { named, openHouse, operator, orders, signal, stranger } from "./house.ts";

const approvers = { owners: { operators: ["U0OPS"], approvers: ["U0BOSS", "U0NEW"], quorum: 1 } };

test("an operator of any application reloads, and the difference is told and audited", async () => {
  const shop = named("shop", { owners: { operators: ["U0SHOP"], approvers: [], quorum: 1 } });
  const house = openHouse({ applications: [orders, shop] });
  house.files.read = async () => [named("orders", approvers), named("crm")];
  const diff = await house.operations.reload({ slackId: "U0SHOP", name: "@eve" }, signal);
  expect(diff).toEqual({
    added: ["crm"],
    removed: ["shop"],
    changed: [{ application: "orders", lines: ["owners.approvers: U0BOSS → U0BOSS, U0NEW"] }],
  });
  expect(house.operations.applications()).toEqual(["crm", "orders"]);
  expect(house.audit()).toMatchObject([
    {
      actor: "U0SHOP",
      act: "manifests.reloaded",
      detail: {
        changes: [
          "orders: owners.approvers: U0BOSS → U0BOSS, U0NEW",
          "shop: removed; its recovery points are kept",
          "crm: added",
        ],
      },
    },
  ]);
});

test("the rights are those before the reload: nobody makes himself an operator by it", async () => {
  const house = openHouse();
  const owners = { operators: ["U0NOBODY"], approvers: [], quorum: 1 };
  house.files.read = async () => [named("orders", { owners })];
  await expect(house.operations.reload(stranger, signal)).rejects.toMatchObject({
    kind: "not-permitted",
    message: "only operators of any application may reload the manifests; U0NOBODY is not one",
  });
  expect(house.operations.application("orders").owners.operators).toEqual(["U0OPS"]);
  expect(house.audit()).toMatchObject([{ actor: "U0NOBODY", act: "manifests.reload.refused" }]);
});

test("nothing changes when one file is wrong, and nothing is audited as reloaded", async () => {
  const house = openHouse();
  house.files.read = async () => {
    throw new DomainError("invalid-input", "shop.yml:3: owners: expected at least one operator");
  };
  await expect(house.operations.reload(operator, signal)).rejects.toMatchObject({ kind: "invalid-input" });
  expect(house.operations.applications()).toEqual(["orders"]);
  expect(house.audit()).toEqual([]);
});

test("the system's own signal needs no operator, and is audited as such", async () => {
  const house = openHouse();
  expect(await house.operations.reload(undefined, signal)).toEqual({ added: [], removed: [], changed: [] });
  expect(house.audit()).toMatchObject([
    { actor: "SIGHUP", act: "manifests.reloaded", detail: { changes: [] } },
  ]);
});

test("an application that was removed keeps its points, and is no longer snapshotted", async () => {
  const house = openHouse();
  house.files.read = async () => [named("crm")];
  await house.operations.reload(operator, signal);
  await expect(
    house.operations.snapshot({ application: "orders", actor: operator }, signal),
  ).rejects.toMatchObject({ kind: "not-found" });
});
