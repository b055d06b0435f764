import { expect, test } from "vitest";
import { partOfCloud } from "#config/part-of-cloud.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import { Secret } from "#support/secret.ts";

const domain = { id: "default" };
const entry: Credentials = {
  cloud: "prod",
  authUrl: "https://keystone.example:5000",
  auth: {
    method: "password",
    user: { name: "freezeframe", domain },
    password: new Secret("x"),
    project: { name: "orders", domain },
  },
  region: "north",
  interface: "public",
  insecure: false,
};

test("an entry is taken as it is where config.yml says neither region nor project", () => {
  expect(partOfCloud("prod", entry, {})).toEqual(entry);
});

test("region and project are laid over the entry; a name is in the domain of the entry's own project", () => {
  expect(partOfCloud("prod-south", entry, { region: "south", project: "shop" })).toEqual({
    ...entry,
    region: "south",
    auth: { ...entry.auth, project: { name: "shop", domain } },
  });
  const id = "c845418dfba142fe9560893582ec7bd9";
  expect(partOfCloud("prod", entry, { project: id }).auth).toMatchObject({ project: { id } });
});

test("an application credential has one project for good, and the key that says another is named", () => {
  const auth = { method: "application_credential", id: "a", secret: new Secret("x") } as const;
  expect(() => partOfCloud("shop", { ...entry, auth }, { project: "shop" })).toThrow(
    "clouds.shop.project: the entry prod of clouds.yaml has an application credential, which is of one project for good",
  );
});

test("a name is refused where no domain is known", () => {
  const auth = { method: "token", token: new Secret("x"), project: { id: "a" } } as const;
  expect(() => partOfCloud("shop", { ...entry, auth }, { project: "shop" })).toThrow(
    "clouds.shop.project: expected the id of a project",
  );
});
