import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { type AccessRule, accessRuleFiles, notAllowed } from "#domain/doctor/access-rules.ts";
import { mainCalls, neededCalls, readerCalls } from "#domain/doctor/needed-calls.ts";
import * as groupSnapshots from "#openstack/block-storage/group-snapshots.ts";
import * as groupTypes from "#openstack/block-storage/group-types.ts";
import * as groups from "#openstack/block-storage/groups.ts";
import * as pools from "#openstack/block-storage/pools.ts";
import * as quotaSets from "#openstack/block-storage/quota-sets.ts";
import * as snapshots from "#openstack/block-storage/snapshots.ts";
import * as volumeTypes from "#openstack/block-storage/volume-types.ts";
import * as volumes from "#openstack/block-storage/volumes.ts";
import * as createServer from "#openstack/compute/create-server.ts";
import * as flavors from "#openstack/compute/flavors.ts";
import * as limits from "#openstack/compute/limits.ts";
import * as servers from "#openstack/compute/servers.ts";
import * as attachments from "#openstack/compute/volume-attachments.ts";
import * as images from "#openstack/image/images.ts";
import * as networks from "#openstack/network/networks.ts";

const root = resolve(import.meta.dirname, "../../../..");
const under = {
  "/v3/p": [groupSnapshots, groupTypes, groups, pools, quotaSets, snapshots, volumeTypes, volumes],
  "/v2.1": [createServer, flavors, limits, servers, attachments],
  "/v2": [images],
  "/v2.0": [networks],
};

/** Whatever an argument may be: an id, a filter, what to make, and how to call. */
const anything = {
  ...{ toString: () => "id", name: "name", user_data: "" },
  signal: new AbortController().signal,
};

/** What a function of the client asks for, with whatever it is given. */
async function callsOf(act: unknown): Promise<string[]> {
  if (typeof act !== "function") return [];
  const calls: string[] = [];
  const ask = (verb: string, path: unknown) => {
    calls.push(`${verb} ${String(path).split("?")[0]}`);
    throw new Error("nobody is there");
  };
  const client = {
    read: async (path: string) => ask("GET", path),
    write: async (verb: string, path: string) => ask(verb, path),
    send: async (verb: string, path: string) => ask(verb, path),
  };
  try {
    const asked = act(client, anything, anything, anything, anything);
    if (asked !== null && typeof asked === "object" && Symbol.asyncIterator in asked)
      for await (const _page of asked) break;
    else await asked;
  } catch {
    // Nobody answered, as expected.
  }
  return calls;
}

const made = Object.entries(under).flatMap(([prefix, modules]) =>
  modules.flatMap((module) => Object.values(module).map((act) => ({ prefix, act }))),
);

/** `/v3/{project_id}/volumes/{volume_id}` and `/v3/p/volumes/id` alike. */
const shape = (call: string): string => call.replaceAll(/\{[^}]*\}|(?<=\/)(id|p)(?=\/|$)/g, "*");

test("the calls that are needed are those that the client makes, and no others", async () => {
  const asked = new Set<string>();
  for (const { prefix, act } of made)
    for (const call of await callsOf(act)) asked.add(shape(call.replace(" ", ` ${prefix}`)));
  const needed = new Set(neededCalls.map(({ method, path }) => shape(`${method} ${path}`)));
  expect([...asked].toSorted()).toEqual([...needed].toSorted());
});

test.each([...accessRuleFiles()])("deploy/keystone/%s is what npm run schemas writes", (name, rules) => {
  expect(JSON.parse(readFileSync(join(root, "deploy/keystone", name), "utf8"))).toEqual(rules);
});

const rules = (name: string): readonly AccessRule[] => accessRuleFiles().get(name) ?? [];

test("each file allows its credential what it is asked, and the reader's changes nothing", () => {
  expect(notAllowed(mainCalls, rules("access-rules.json"))).toEqual([]);
  expect(notAllowed(readerCalls, rules("access-rules-reader.json"))).toEqual([]);
  expect(new Set(rules("access-rules-reader.json").map(({ method }) => method))).toEqual(new Set(["GET"]));
});

test("a rule may be wider, name the service by another of its names, and stand below a path", () => {
  const wide = [
    { service: "block-storage", method: "GET", path: "/volume/v3/**" },
    { service: "block-storage", method: "POST", path: "/volume/v3/*/group_snapshots" },
  ];
  const left = notAllowed(
    mainCalls.filter(({ service, method }) => service === "volumev3" && method !== "DELETE"),
    wide,
  );
  expect(left.map(({ method }) => method)).not.toContain("GET");
  expect(left.map(({ path }) => path)).not.toContain("/v3/{project_id}/group_snapshots");
  expect(left.map(({ path }) => path)).toContain("/v3/{project_id}/snapshots/{snapshot_id}/metadata");
});

test("a star is one part of a path, and a dot is a dot", () => {
  const call = neededCalls.filter(({ path }) => path === "/v2.1/servers/{server_id}/os-volume_attachments");
  const [rule] = [{ service: "compute", method: "GET", path: "/v2.1/*" }];
  expect(notAllowed(call, rule === undefined ? [] : [rule])).toHaveLength(2);
  const dotted = [{ service: "compute", method: "GET", path: "/v2x1/servers/*/os-volume_attachments" }];
  expect(notAllowed(call, dotted)).toHaveLength(2);
});
