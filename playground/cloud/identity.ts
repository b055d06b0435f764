import { randomBytes, randomUUID } from "node:crypto";
import type { Reply } from "./call.ts";
import { Refusal } from "./refusal.ts";
import type { ApplicationCredential, Project, Token, User } from "./rows.ts";
import { keystoneStamp } from "./stamp.ts";
import type { CloudState } from "./state.ts";

/** POST /v3/auth/tokens: password or application credential. keystone 22.0.2 api/auth.py:307. */
export function issueToken(state: CloudState, origin: string, body: unknown): Reply {
  const auth = field(body, "auth");
  if (auth === undefined) throw keystoneFault(400, "Bad Request", malformed);
  const method = field(field(auth, "identity"), "methods");
  if (!Array.isArray(method)) throw keystoneFault(400, "Bad Request", malformed);
  if (method.includes("application_credential")) return byApplicationCredential(state, origin, auth);
  if (method.includes("password")) return byPassword(state, origin, auth);
  throw unauthenticated(origin);
}

/** What Cinder's middleware does with a token: undefined when it is unknown or has ended. */
export function validToken(state: CloudState, id: string | undefined): Token | undefined {
  const token = id === undefined ? undefined : state.keystone.tokens.get(id);
  return token !== undefined && token.expiresAt > Date.now() ? token : undefined;
}

const malformed =
  "Expecting to find auth in request body. The server could not comply with the request since it is either " +
  "malformed or otherwise incorrect. The client is assumed to be in error.";

function field(from: unknown, key: string): unknown {
  return typeof from === "object" && from !== null ? (from as Record<string, unknown>)[key] : undefined;
}

const keystoneFault = (
  code: number,
  title: string,
  message: string,
  headers: Record<string, string> = {},
): Refusal => new Refusal(code, { error: { code, message, title } }, headers);

const unauthenticated = (origin: string): Refusal =>
  keystoneFault(401, "Unauthorized", "The request you have made requires authentication.", {
    "WWW-Authenticate": `Keystone uri="${origin}/identity/v3"`,
  });

function byPassword(state: CloudState, origin: string, auth: unknown): Reply {
  const asked = field(field(field(auth, "identity"), "password"), "user");
  const user = state.users.find(({ id, name }) => field(asked, "id") === id || field(asked, "name") === name);
  if (user === undefined || field(asked, "password") !== user.password) throw unauthenticated(origin);
  const scope = field(field(auth, "scope"), "project");
  if (scope === undefined)
    return answer(state, origin, user, { method: "password", project: undefined, roles: [] });
  const project = state.projects.find(
    ({ id, name }) => field(scope, "id") === id || field(scope, "name") === name,
  );
  const roles = project === undefined ? undefined : user.roles[project.id];
  if (project === undefined || roles === undefined) throw unauthenticated(origin);
  return answer(state, origin, user, { method: "password", project, roles });
}

function byApplicationCredential(state: CloudState, origin: string, auth: unknown): Reply {
  const asked = field(field(auth, "identity"), "application_credential");
  const userName = field(field(asked, "user"), "name");
  const credential = state.applicationCredentials.find(
    ({ id, name, userId }) =>
      field(asked, "id") === id ||
      (field(asked, "name") === name && state.users.find((user) => user.id === userId)?.name === userName),
  );
  if (credential === undefined) {
    // keystone 22.0.2 exception.py:550
    const id = String(field(asked, "id") ?? field(asked, "name"));
    throw keystoneFault(404, "Not Found", `Could not find Application Credential: ${id}.`);
  }
  if (field(asked, "secret") !== credential.secret) throw unauthenticated(origin);
  const user = state.users.find(({ id }) => id === credential.userId);
  const project = state.projects.find(({ id }) => id === credential.projectId);
  if (user === undefined || project === undefined) throw unauthenticated(origin);
  return answer(state, origin, user, {
    method: "application_credential",
    project,
    roles: credential.roles,
    credential,
  });
}

interface Grant {
  readonly method: string;
  readonly project: Project | undefined;
  readonly roles: readonly string[];
  readonly credential?: ApplicationCredential;
}

const domain = { id: "default", name: "Default" } as const;

function answer(state: CloudState, origin: string, user: User, grant: Grant): Reply {
  const { project, roles, credential } = grant;
  const now = Date.now();
  const token: Token = {
    id: `gAAAAAB${randomBytes(48).toString("base64url")}`,
    userId: user.id,
    projectId: project?.id,
    roles,
    expiresAt: now + state.tokenLifetimeMs,
  };
  state.keystone.tokens.set(token.id, token);
  const body = {
    methods: [grant.method],
    user: { domain, id: user.id, name: user.name, password_expires_at: null },
    audit_ids: [randomBytes(16).toString("base64url")],
    expires_at: keystoneStamp(token.expiresAt),
    issued_at: keystoneStamp(now),
    ...(project !== undefined && {
      project: { domain, id: project.id, name: project.name },
      is_domain: false,
      roles: roles.map((name) => ({ id: idOf(name), name })),
      catalog: catalog(state, origin, project),
    }),
    ...(credential !== undefined && {
      application_credential: { id: credential.id, name: credential.name, restricted: true },
    }),
  };
  return { status: 201, body: { token: body }, headers: { "X-Subject-Token": token.id } };
}

function catalog(state: CloudState, origin: string, project: Project): unknown {
  // Its own region is where it was asked, whatever is between it and the caller.
  const regions = new Map([...state.keystone.regions, [state.region, origin]]);
  const service = (type: string, name: string, path: string): unknown => ({
    endpoints: [...regions].flatMap(([region, url]) =>
      ["internal", "public", "admin"].map((side) => ({
        region,
        id: idOf(`${type}/${region}/${side}`),
        interface: side,
        region_id: region,
        url: `${url}${path}`,
      })),
    ),
    id: idOf(type),
    type,
    name,
  });
  return [
    ...state.blockStorageTypes.map((type) => service(type, "cinder", `/volume/v3/${project.id}`)),
    ...(state.hasCompute ? [service("compute", "nova", "/compute/v2.1")] : []),
    ...(state.hasImage ? [service("image", "glance", "/image")] : []),
    ...(state.hasNetwork ? [service("network", "neutron", "/network")] : []),
    service("identity", "keystone", "/identity/v3"),
  ];
}

const ids = new Map<string, string>();
/** Keystone's ids are 32 hexadecimal digits without dashes; the same name gets the same one. */
function idOf(name: string): string {
  const id = ids.get(name) ?? randomUUID().replaceAll("-", "");
  ids.set(name, id);
  return id;
}
