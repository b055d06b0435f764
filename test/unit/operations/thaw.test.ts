import { expect, test } from "vitest";
import type { GuestStatus } from "#workflows/guest-port.ts";
import { openHouse, operator, signal, stranger } from "./house.ts";

const frozen = (instance: string): GuestStatus => ({
  server: "db-1",
  state: "frozen",
  token: `token of ${instance}`,
  instance,
  runId: "r-1",
  mounts: ["/data"],
  frozenMs: 800,
});

test("our own freeze is thawed, and who ordered it is audited after that", async () => {
  const house = openHouse();
  house.guests.push(frozen("here"));
  const thawed = await house.operations.thaw("orders", operator, signal);
  expect(thawed).toMatchObject([{ server: "db-1", was: "thawed" }]);
  expect(house.settled).toEqual(["token of here"]);
  expect(house.audit()).toMatchObject([
    { actor: "U0OPS", act: "thaw", subject: "orders", detail: { guests: ["db-1: thawed"] } },
  ]);
});

test("another installation's freeze is left alone", async () => {
  const house = openHouse();
  house.guests.push(frozen("elsewhere"));
  expect(await house.operations.thaw("orders", operator, signal)).toMatchObject([{ was: "foreign" }]);
  expect(house.settled).toEqual([]);
});

test("only an operator thaws", async () => {
  const house = openHouse();
  house.guests.push(frozen("here"));
  await expect(house.operations.thaw("orders", stranger, signal)).rejects.toMatchObject({
    kind: "not-permitted",
  });
  expect(house.settled).toEqual([]);
  expect(house.audit()).toMatchObject([{ actor: "U0NOBODY", act: "thaw.refused", subject: "orders" }]);
});
