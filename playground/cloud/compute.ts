import { beginServer, consoleOf, endServer } from "./booted.ts";
import type { Reply } from "./call.ts";
import { validToken } from "./identity.ts";
import { notFound, Refusal, unauthorized } from "./refusal.ts";
import type { Flavor, Server, Token } from "./rows.ts";
import { stamp } from "./stamp.ts";
import type { CloudState } from "./state.ts";
import { type AttachmentCall, beginAttach, beginDetach, listAttachments } from "./volume-attachments.ts";

export interface ComputeRequest {
  readonly method: string;
  /** What comes after `/compute/v2.1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  /** The header `OpenStack-API-Version`. */
  readonly version: string | undefined;
  readonly body: unknown;
}

/** Just enough of Nova to look servers up, attach volumes to them and boot new ones, as microversions 2.1 to 2.69 show it. */
export function answerCompute(state: CloudState, origin: string, request: ComputeRequest): Reply {
  const token = validToken(state, request.token);
  if (token === undefined) throw unauthorized(`${origin}/identity`);
  const microversion = /compute (2\.\d+)/.exec(request.version ?? "")?.[1] ?? "2.1";
  const headers = {
    "OpenStack-API-Version": `compute ${microversion}`,
    "X-OpenStack-Nova-API-Version": microversion,
  };
  return withHeaders(headers, () => answerAs(state, origin, request, token, microversion));
}

function answerAs(
  state: CloudState,
  origin: string,
  request: ComputeRequest,
  token: Token,
  microversion: string,
): Reply {
  const { method, path } = request;
  const mine = [...state.servers.values()].filter(
    (server) => token.roles.includes("admin") || server.projectId === token.projectId,
  );
  if (path === "/flavors/detail")
    return { status: 200, body: { flavors: state.flavors.map((flavor) => flavorView(origin, flavor)) } };
  if (path === "/limits")
    return { status: 200, body: { limits: { rate: [], absolute: limitsOf(state, token) } } };
  if (path === "/servers" && method === "POST")
    return beginServer({ state, origin, token, minor: Number(microversion.slice(2)) }, request.body);
  if (path === "/servers/detail") {
    // Without `all_tenants` an administrator's is the project's list, too (nova 26.2.2 api/openstack/compute/servers.py:287).
    const own = mine.filter(({ projectId }) => projectId === token.projectId);
    // A regular expression over any part of the name (nova 26.2.2 db/main/api.py, _regex_instance_filter).
    const name = new RegExp(request.query.get("name") ?? "");
    const named = own.filter((server) => name.test(server.name));
    return { status: 200, body: listing(state, origin, request.query, named) };
  }
  const [, id = "", part, volumeId] =
    /^\/servers\/([^/]+)(?:\/(os-volume_attachments|action))?(?:\/([^/]+))?$/.exec(path) ?? [];
  const found = mine.find((server) => server.id === id);
  if (found === undefined) throw notFound(`Instance ${id} could not be found.`);
  if (part === "action") return consoleOf(state, found);
  if (part === undefined)
    return method === "DELETE"
      ? endServer(state, found)
      : { status: 200, body: { server: view(state, origin, found) } };
  const volumes = [...state.volumes.values()].filter(({ projectId }) => projectId === token.projectId);
  return attachments({ state, server: found, volumes }, request, volumeId);
}

/** nova 26.2.2 api/openstack/compute/views/flavors.py, as at microversion 2.1. */
const flavorView = (origin: string, flavor: Flavor): unknown => ({
  ...flavor,
  swap: "",
  "OS-FLV-EXT-DATA:ephemeral": 0,
  "OS-FLV-DISABLED:disabled": false,
  "os-flavor-access:is_public": true,
  rxtx_factor: 1.0,
  links: [
    { rel: "self", href: `${origin}/compute/v2.1/flavors/${flavor.id}` },
    { rel: "bookmark", href: `${origin}/compute/flavors/${flavor.id}` },
  ],
});

/** nova 26.2.2 api/openstack/compute/views/limits.py. The limits are Nova's defaults. */
function limitsOf({ servers, flavors }: CloudState, token: Token): unknown {
  const own = [...servers.values()].filter(({ projectId }) => projectId === token.projectId);
  const flavorOf = ({ flavorId }: Server) => flavors.find(({ id }) => id === flavorId);
  const sum = (of: (server: Server) => number) => own.reduce((total, server) => total + of(server), 0);
  return {
    maxTotalInstances: 10,
    totalInstancesUsed: own.length,
    maxTotalCores: 20,
    totalCoresUsed: sum((server) => flavorOf(server)?.vcpus ?? 1),
    maxTotalRAMSize: 51_200,
    totalRAMUsed: sum((server) => flavorOf(server)?.ram ?? 128),
  };
}

function attachments(call: AttachmentCall, { method, body }: ComputeRequest, volumeId?: string): Reply {
  if (method === "GET" && volumeId === undefined) return listAttachments(call);
  if (method === "POST" && volumeId === undefined) return beginAttach(call, body);
  if (method === "DELETE" && volumeId !== undefined) return beginDetach(call, volumeId);
  throw notFound("The resource could not be found.");
}

function withHeaders(headers: Readonly<Record<string, string>>, handle: () => Reply): Reply {
  try {
    return { ...handle(), headers };
  } catch (error) {
    throw error instanceof Refusal ? error.with(headers) : error;
  }
}

/** A full page has a link to the next (nova 26.2.2 api/openstack/common.py, get_collection_links). */
function listing(state: CloudState, origin: string, query: URLSearchParams, all: readonly Server[]): unknown {
  const limit = Number(query.get("limit") ?? 1_000);
  const marker = query.get("marker");
  const start = marker === null ? 0 : all.findIndex(({ id }) => id === marker) + 1;
  const rows = all.slice(start, start + limit);
  const servers = rows.map((server) => view(state, origin, server));
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return { servers };
  const next = new URLSearchParams(query);
  next.set("marker", last.id);
  return { servers, servers_links: [{ rel: "next", href: `${origin}/compute/v2.1/servers/detail?${next}` }] };
}

const vmStates: Readonly<Record<string, string>> = { ACTIVE: "active", BUILD: "building", ERROR: "error" };

// nova 26.2.2 api/openstack/compute/views/servers.py, as at microversion 2.1
function view(state: CloudState, origin: string, server: Server): unknown {
  const root = `${origin}/compute`;
  const attached = [...state.volumes.values()].filter(({ attachments }) =>
    attachments.some(({ serverId }) => serverId === server.id),
  );
  const bookmark = (path: string): unknown => [{ rel: "bookmark", href: `${root}/${path}` }];
  const flavor = server.flavorId ?? "tiny";
  const second = `${stamp(server.createdAt).slice(0, 19)}Z`;
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata ?? {},
    hostId: "ee17ec59280ed4400e5f86c38e83a5d56c4e4bfea8b821498b38a26d",
    image: server.imageId === "" ? "" : { id: server.imageId, links: bookmark(`images/${server.imageId}`) },
    flavor: { id: flavor, links: bookmark(`flavors/${flavor}`) },
    ...(server.status === "ERROR" && server.fault !== undefined ? { fault: server.fault } : {}),
    created: second,
    updated: second,
    addresses: {},
    accessIPv4: "",
    accessIPv6: "",
    links: [
      { rel: "self", href: `${root}/v2.1/servers/${server.id}` },
      { rel: "bookmark", href: `${root}/servers/${server.id}` },
    ],
    "OS-DCF:diskConfig": "MANUAL",
    progress: 0,
    "OS-EXT-AZ:availability_zone": "nova",
    config_drive: server.userData === undefined ? "" : "True",
    key_name: null,
    "OS-SRV-USG:launched_at": stamp(server.createdAt),
    "OS-SRV-USG:terminated_at": null,
    "OS-EXT-STS:task_state": null,
    "OS-EXT-STS:vm_state": vmStates[server.status] ?? "stopped",
    "OS-EXT-STS:power_state": server.powerState,
    "os-extended-volumes:volumes_attached": attached.map(({ id }) => ({ id })),
  };
}
