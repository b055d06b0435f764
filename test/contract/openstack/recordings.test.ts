import { expect, test } from "vitest";
import { z } from "zod";
import { OpenStackError } from "#openstack/errors.ts";
import type { Scripted, Seen } from "../../unit/openstack/scripted-server.ts";
import { failureOf, patient, startSmallCloud } from "../../unit/openstack/small-cloud.ts";
import { type Call, calls } from "./calls.ts";
import { faultMessage, identityRecordings, type Recording, recordings } from "./recordings.ts";

const all = recordings();
const pairs = calls.map((call) => ({
  call,
  recorded: all.filter(({ request, path }) => request.method === call.method && call.path.test(path)),
}));

/** Our call against a server that gives the recorded answer: what came over the wire, and what came of it. */
async function replay(
  call: Call,
  recording: Recording,
): Promise<{ seen: Seen[]; outcome: Promise<unknown> }> {
  const seen: Seen[] = [];
  const { status, headers, body } = recording.response;
  const respond = (one: Seen): Scripted => {
    seen.push(one);
    // One recorded page is of limit=1 and has a next link: the list ends behind it.
    if (one.query.marker !== undefined) return { status: 200, body: { group_snapshots: [] } };
    return { status, headers, body: body ?? undefined };
  };
  await using cloud = await startSmallCloud({ volume: respond, compute: respond });
  const client = call.service === "compute" ? cloud.compute : cloud.client;
  const outcome = call.act(client, recording, { signal: patient(), attempts: 1 });
  await outcome.catch(() => undefined);
  return { seen, outcome };
}

test.each(pairs)("there are recordings of: $call.name", ({ recorded }) => {
  expect(recorded.length).toBeGreaterThan(0);
});

test.each(pairs)("each recorded answer is understood: $call.name", async ({ call, recorded }) => {
  for (const recording of recorded) {
    const { outcome } = await replay(call, recording);
    if (recording.response.status < 300) await expect(outcome, recording.file).resolves.not.toThrow();
    else await holdsRefusal(recording, await failureOf(outcome));
  }
});

async function holdsRefusal(recording: Recording, error: unknown): Promise<void> {
  const { status, headers, body } = recording.response;
  expect(error, recording.file).toBeInstanceOf(OpenStackError);
  const words = faultMessage(body).replaceAll(/\s+/g, " ").trim().slice(0, 300);
  expect(error, recording.file).toMatchObject({
    status,
    requestId: headers["x-openstack-request-id"],
    applied: recording.request.method === "GET" || status < 500 ? "not-applied" : "unknown",
    message: expect.stringContaining(words),
  });
}

test.each(pairs.filter(({ call }) => call.alike !== undefined))(
  "our request is the one that the real service took: $call.name",
  async ({ call, recorded }) => {
    const alike = recorded.filter((recording) => call.alike?.(recording));
    expect(alike.length).toBeGreaterThan(0);
    for (const recording of alike) {
      const { seen } = await replay(call, recording);
      const [first] = seen;
      expect({ method: first?.method, path: first?.path, body: first?.body }, recording.file).toEqual({
        method: recording.request.method,
        path: recording.path,
        body: recording.request.body ?? undefined,
      });
      for (const [key, value] of Object.entries(recording.query)) {
        // `list_volume` only adds a field that we do not ask for.
        if (key !== "list_volume") expect(first?.query[key], recording.file).toBe(value);
      }
      const usual = call.service === "compute" ? "compute 2.1" : "volume 3.70";
      expect(first?.headers["openstack-api-version"]).toBe(call.version ?? usual);
    }
  },
);

test("no recording is kept that no test reads", () => {
  const read = new Set(pairs.flatMap(({ recorded }) => recorded.map(({ file }) => file)));
  const others = all.filter(({ file }) => !read.has(file)).map(({ file }) => file);
  expect(others).toEqual([...identityRecordings]);
});

test("the closed schemas of Cinder are kept: a group snapshot is asked for with group_id, name and description alone", async () => {
  const created = all.find(({ file }) => file.startsWith("054-"));
  const call = calls.find(({ name }) => name === "create group snapshot");
  if (created === undefined || call === undefined) throw new Error("recording 054 is missing");
  const { seen } = await replay(call, created);
  const sent = z.strictObject({
    group_snapshot: z.strictObject({ group_id: z.string(), name: z.string(), description: z.string() }),
  });
  expect(sent.safeParse(seen[0]?.body).success).toBe(true);
});
