import { expect, onTestFinished, test } from "vitest";
import { accessRuleFiles, notAllowed } from "#domain/doctor/access-rules.ts";
import { type NeededCall, readerCalls } from "#domain/doctor/needed-calls.ts";
import type { Scripted, Seen } from "../openstack/scripted-server.ts";
import {
  projectId,
  type SmallCloud,
  type SmallCloudOptions,
  startSmallCloud,
} from "../openstack/small-cloud.ts";
import { adapt } from "./connect.ts";

// Each function of the cloud's port is called, whatever it is for; what the reader's credential was asked then is what it needs.

/** Signal, id, filter and set of ids in one: every argument that a function of the port takes. */
const anything = Object.assign(AbortSignal.timeout(15_000), {
  toString: () => "id",
  has: () => true,
  [Symbol.iterator]: () => [][Symbol.iterator](),
});

/** As an administrator is answered who asks whether all projects' lists may be read; there is nothing in any list. */
function asAdministrator({ path, query }: Seen): Scripted {
  const list = /^\/([a-z_]+)\/detail$/.exec(path)?.[1] ?? "";
  const rows = list === "volumes" && query.limit === "1" ? [{ migration_status: null }] : [];
  return { status: 200, body: { [list]: rows } };
}

/** Calls it, and what it answers with, down to the last page of each list. */
async function callAll(part: unknown): Promise<void> {
  if (typeof part === "function") {
    const answer: unknown = await part(anything, anything, anything, anything);
    await callAll(answer);
  } else if (typeof part === "object" && part !== null && Symbol.asyncIterator in part) {
    for await (const _page of part as AsyncIterable<unknown>);
  } else if (typeof part === "object" && part !== null)
    await Promise.allSettled(Object.values(part).map(callAll));
}

async function started(options: SmallCloudOptions = {}): Promise<SmallCloud> {
  const cloud = await startSmallCloud(options);
  onTestFinished(() => cloud[Symbol.asyncDispose]());
  return cloud;
}

const shape = ({ method, path }: Pick<NeededCall, "method" | "path">): string =>
  `${method} ${path.replace("/v3/{project_id}", "").replaceAll(/\{[^}]*\}|(?<=\/)id(?=\/|$)/g, "*")}`;

test("the reader is asked the calls that its access rules name, and no others", async () => {
  const reader = await started({ volume: asAdministrator });
  using cloud = await adapt(await started(), reader);
  await callAll(cloud);
  const asked = reader.volumeRequests().map(({ method, path }) => ({
    ...({ service: "volumev3", purpose: "other projects" } as const),
    method: method as NeededCall["method"],
    path: path.replace("/volume", "").replace(projectId, "{project_id}"),
  }));
  expect([...new Set(asked.map(shape))].toSorted()).toEqual(readerCalls.map(shape).toSorted());
  expect(notAllowed(asked, accessRuleFiles().get("access-rules-reader.json") ?? [])).toEqual([]);
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
});
