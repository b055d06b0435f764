import type { Reply } from "./call.ts";
import type { CloudFault } from "./faults.ts";
import { Refusal } from "./refusal.ts";
import { matchRoute } from "./route-match.ts";
import type { Pool } from "./rows.ts";
import type { CloudState } from "./state.ts";

/** One request below `/playground/`: for tests and the demo, never for the bot. */
export interface ControlCall {
  readonly state: CloudState;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly handle: (call: ControlCall) => Reply;
}

export function answerControl(
  state: CloudState,
  routes: readonly ControlRoute[],
  request: {
    readonly method: string;
    readonly path: string;
    readonly query: URLSearchParams;
    readonly body: unknown;
  },
): Reply {
  const segments = request.path.split("/").filter((segment) => segment !== "");
  const found = matchRoute(routes, request.method, segments);
  if (found === undefined)
    throw new Refusal(404, { error: `no ${request.method} /playground${request.path}` });
  return found.route.handle({ state, params: found.params, query: request.query, body: request.body });
}

export const controlRoutes: readonly ControlRoute[] = [
  { method: "POST", path: "faults", handle: addFault },
  { method: "DELETE", path: "faults", handle: (call) => removeFaults(call) },
  { method: "DELETE", path: "faults/:id", handle: (call) => removeFaults(call, Number(call.params.id)) },
  { method: "GET", path: "events", handle: ({ state }) => ok({ events: state.events.list() }) },
  { method: "PUT", path: "volumes/:id/content/:content", handle: write },
  { method: "PATCH", path: "volumes/:id", handle: (call) => patch(call, call.state.volumes) },
  { method: "PATCH", path: "groups/:id", handle: (call) => patch(call, call.state.groups) },
  { method: "PATCH", path: "group_types/:id", handle: (call) => patch(call, call.state.groupTypes) },
  { method: "PATCH", path: "types/:id", handle: (call) => patch(call, call.state.volumeTypes) },
  { method: "PATCH", path: "group_snapshots/:id", handle: (call) => patch(call, call.state.groupSnapshots) },
  { method: "PATCH", path: "snapshots/:id", handle: (call) => patch(call, call.state.snapshots) },
  { method: "PATCH", path: "servers/:id", handle: (call) => patch(call, call.state.servers) },
  { method: "PATCH", path: "pools/:id", handle: (call) => patch(call, poolsByName(call.state)) },
  { method: "PATCH", path: "images/:id", handle: (call) => patch(call, byId(call.state.images)) },
  { method: "PATCH", path: "quotas/:id", handle: patchQuota },
  { method: "GET", path: "orphans", handle: ({ state }) => ok({ orphans: [...state.orphans] }) },
  { method: "GET", path: "volumes", handle: ({ state }) => ok({ volumes: [...state.volumes.values()] }) },
  { method: "GET", path: "servers", handle: ({ state }) => ok({ servers: [...state.servers.values()] }) },
  { method: "GET", path: "groups", handle: ({ state }) => ok({ groups: [...state.groups.values()] }) },
  { method: "GET", path: "group_snapshots", handle: groupSnapshots },
];

const ok = (body: unknown): Reply => ({ status: 200, body });

function addFault({ state, body }: ControlCall): Reply {
  // The only senders are our own tests and the demo, through ControlClient, which has the types.
  const { fault, times } = body as { fault: CloudFault; times?: number };
  return { status: 201, body: { id: state.faults.add(fault, times) } };
}

function removeFaults({ state }: ControlCall, id?: number): Reply {
  state.faults.remove(id);
  return { status: 204 };
}

/** A write that reached the disk. */
function write({ state, params }: ControlCall): Reply {
  const volume = state.volumes.get(params.id ?? "");
  if (volume === undefined) throw new Refusal(404, { error: `no volume ${params.id}` });
  volume.content = Number(params.content);
  volume.writtenAt = Date.now();
  return { status: 204 };
}

function patch({ params, body }: ControlCall, rows: ReadonlyMap<string, object>): Reply {
  const wanted = params.id;
  const row =
    rows.get(wanted ?? "") ?? [...rows.values()].find((one) => "name" in one && one.name === wanted);
  if (row === undefined) throw new Refusal(404, { error: `nothing is called ${wanted}` });
  Object.assign(row, body);
  return ok(row);
}

const poolsByName = (state: CloudState): Map<string, Pool> =>
  new Map(state.pools.map((pool) => [pool.name, pool]));

const byId = <R extends { readonly id: string }>(rows: readonly R[]): Map<string, R> =>
  new Map(rows.map((row) => [row.id, row]));

function patchQuota({ state, params, body }: ControlCall): Reply {
  const project = params.id ?? "";
  state.quotas.set(project, { ...state.quotas.get(project), ...(body as Record<string, number>) });
  return { status: 204 };
}

/** Every group snapshot with the contents of its members: what only the storage array could tell. */
function groupSnapshots({ state }: ControlCall): Reply {
  const rows = [...state.groupSnapshots.values()].map((row) => ({
    ...row,
    members: [...state.snapshots.values()].filter((member) => member.groupSnapshotId === row.id),
  }));
  return ok({ groupSnapshots: rows });
}
