import type { Actor, Call, Reply, Route } from "./call.ts";
import { groupSnapshotRoutes } from "./group-snapshots.ts";
import { groupRoutes } from "./groups.ts";
import { validToken } from "./identity.ts";
import { requestedMinor } from "./microversion.ts";
import { poolRoutes } from "./pools.ts";
import { quotaRoutes } from "./quota-sets.ts";
import { badRequest, notFound, Refusal, unauthorized } from "./refusal.ts";
import { matchRoute } from "./route-match.ts";
import { snapshotMetadataRoutes } from "./snapshot-metadata.ts";
import { snapshotRoutes } from "./snapshots.ts";
import type { CloudState } from "./state.ts";
import { typeRoutes } from "./types.ts";
import { cinderVersions } from "./versions.ts";
import { volumeRoutes } from "./volumes.ts";

export interface CinderRequest {
  readonly method: string;
  /** What comes after `/volume`, e.g. `/v3/PROJECT/groups`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  /** The header `OpenStack-API-Version`. */
  readonly version: string | undefined;
  readonly body: unknown;
}

const routes: readonly Route[] = [
  ...groupRoutes,
  ...groupSnapshotRoutes,
  ...typeRoutes,
  ...volumeRoutes,
  ...snapshotRoutes,
  ...snapshotMetadataRoutes,
  ...quotaRoutes,
  ...poolRoutes,
];

/**
 * Checks in Cinder's order: token (keystonemiddleware), path, microversion, project in the URL, method of that
 * microversion, then the handler's own. cinder 21.3.1 api/openstack/wsgi.py:810-900.
 */
export function answerCinder(state: CloudState, origin: string, request: CinderRequest): Reply {
  if (request.path === "" || request.path === "/")
    return withVersion(0, () => cinderVersions(origin, state.maxMinor, 300));
  const actor = actorOf(state, request.token);
  if (actor === undefined) throw unauthorized(`${origin}/identity`);
  const segments = request.path.split("/").filter((segment) => segment !== "");
  if (segments.length === 1) {
    const asked = requestedMinor(request.version, state.maxMinor);
    return withVersion(asked, () => cinderVersions(origin, state.maxMinor, 200));
  }
  const [, first = "", ...rest] = segments;
  const projectInUrl = /^[0-9a-f]{32}$/.test(first);
  const found = matchRoute(routes, request.method, projectInUrl ? rest : [first, ...rest]);
  if (found === undefined) throw nowhere();
  const minor = requestedMinor(request.version, state.maxMinor);
  return withVersion(minor, () => {
    if (projectInUrl && first !== actor.projectId) throw badRequest("Malformed request url");
    if (minor < (found.route.since ?? 0)) throw notFound("The resource could not be found.");
    const { params } = found;
    const { query, body } = request;
    const call: Call = { state, actor, params, query, minor, body, root: `${origin}/volume`, projectInUrl };
    return found.route.handle(call);
  });
}

function actorOf(state: CloudState, id: string | undefined): Actor | undefined {
  const token = validToken(state, id);
  if (token?.projectId === undefined) return undefined;
  return { userId: token.userId, projectId: token.projectId, isAdmin: token.roles.includes("admin") };
}

/** Nothing at that path at all: another shape than Cinder's own 404. */
const nowhere = (): Refusal =>
  new Refusal(404, {
    message: "The resource could not be found.<br /><br />\n\n\n",
    code: "404 Not Found",
    title: "Not Found",
  });

/** The version that was used goes into every answer (cinder 21.3.1 api/openstack/wsgi.py:948-953). */
function withVersion(minor: number, handle: () => Reply): Reply {
  const headers = { "OpenStack-API-Version": `volume 3.${minor}`, Vary: "OpenStack-API-Version" };
  try {
    const reply = handle();
    return { ...reply, headers: { ...headers, ...reply.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw error.with(headers);
  }
}
