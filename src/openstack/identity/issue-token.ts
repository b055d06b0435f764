import { z } from "zod";
import { OpenStackError } from "#openstack/errors.ts";
import type { Http, HttpAnswer, HttpRequest } from "#openstack/http.ts";
import { garbled, refusal } from "#openstack/refusal.ts";
import { type Clock, fromIso } from "#support/clock.ts";
import { Secret } from "#support/secret.ts";
import type { Credentials } from "./credentials.ts";

/** keystone/api/auth.py: `GET/POST /v3/auth/tokens`. */
const Endpoint = z.looseObject({
  interface: z.string(),
  region_id: z.string().nullish(),
  region: z.string().nullish(),
  url: z.string(),
});
export const Catalog = z.array(
  z.looseObject({ type: z.string(), name: z.string().optional(), endpoints: z.array(Endpoint) }),
);
export type Catalog = z.infer<typeof Catalog>;

/** keystone/common/render_token.py: `access_rules` only where the credential has some. */
const AccessRules = z.array(z.looseObject({ service: z.string(), method: z.string(), path: z.string() }));

const TokenAnswer = z.looseObject({
  token: z.looseObject({
    issued_at: z.string(),
    expires_at: z.string(),
    project: z.looseObject({ id: z.string() }).optional(),
    catalog: Catalog.optional(),
    roles: z.array(z.looseObject({ name: z.string() })).optional(),
    application_credential: z.looseObject({ access_rules: AccessRules.optional() }).optional(),
  }),
});

/** A project-scoped token. */
export interface Token {
  readonly id: Secret;
  readonly projectId: string;
  readonly catalog: Catalog;
  /** By name. */
  readonly roles: readonly string[];
  /** The calls that it may be used for; absent: every call that its roles allow. */
  readonly accessRules?: readonly {
    readonly service: string;
    readonly method: string;
    readonly path: string;
  }[];
  readonly lifetimeMs: number;
  /** By Keystone's own clock. */
  readonly issuedAt: number;
  /** Our monotonic clock's time at which it expires: the two machines' wall clocks need not agree. */
  readonly expiresAt: number;
}

/** Asks Keystone for a token. Every failure is `not-applied`: an unused token changes nothing. */
export async function issueToken(
  http: Http,
  credentials: Credentials,
  clock: Clock,
  signal: AbortSignal,
): Promise<Token> {
  const request: HttpRequest = {
    method: "POST",
    url: `${identityUrl(credentials.authUrl)}/auth/tokens`,
    body: { auth: authOf(credentials.auth) },
    secrets: [secretOf(credentials.auth)],
    signal,
  };
  try {
    const askedAt = clock.monotonic();
    const answer = await http.send(request);
    if (answer.status !== 201 && answer.status !== 200) throw refusal(request, answer, clock);
    return readToken(request, answer, askedAt);
  } catch (error) {
    throw error instanceof OpenStackError ? aboutCredentials(error, credentials) : error;
  }
}

function readToken(request: HttpRequest, answer: HttpAnswer, askedAt: number): Token {
  const id = answer.header("x-subject-token");
  const parsed = TokenAnswer.safeParse(jsonOf(answer.text));
  if (id === undefined || !parsed.success)
    throw garbled(request, answer, "it is no token of the identity API v3");
  const { token } = parsed.data;
  if (token.project === undefined)
    throw garbled(request, answer, "the token has no project; set project_name or project_id");
  const lifetimeMs = fromIso(token.expires_at) - fromIso(token.issued_at);
  const rules = token.application_credential?.access_rules;
  if (!(lifetimeMs > 0)) throw garbled(request, answer, `the token expires at "${token.expires_at}"`);
  return {
    id: new Secret(id),
    projectId: token.project.id,
    catalog: token.catalog ?? [],
    roles: (token.roles ?? []).map(({ name }) => name),
    ...(rules === undefined ? {} : { accessRules: rules }),
    lifetimeMs,
    issuedAt: fromIso(token.issued_at),
    expiresAt: askedAt + lifetimeMs,
  };
}

function aboutCredentials(error: OpenStackError, credentials: Credentials): OpenStackError {
  const refused = error.status === 401;
  const what = refused
    ? `Keystone does not accept the credentials of cloud ${credentials.cloud}`
    : `no token for cloud ${credentials.cloud}`;
  const next =
    credentials.auth.method === "token"
      ? "Give a new token, or use an application credential, which can be renewed."
      : `Check the entry ${credentials.cloud} in clouds.yaml and secure.yaml.`;
  return new OpenStackError({
    kind: error.kind,
    message: `${what}: ${error.message}`,
    applied: "not-applied",
    method: error.method,
    path: error.path,
    status: error.status,
    requestId: error.requestId,
    transient: error.transient,
    retryAfterMs: error.retryAfterMs,
    next: error.next ?? (refused ? next : undefined),
  });
}

function authOf(auth: Credentials["auth"]): object {
  switch (auth.method) {
    case "password":
      return {
        identity: {
          methods: ["password"],
          password: { user: { ...auth.user, password: auth.password.reveal() } },
        },
        scope: { project: auth.project },
      };
    case "application_credential":
      return identityOf("application_credential", { id: auth.id, secret: auth.secret.reveal() });
    case "application_credential_name":
      return identityOf("application_credential", {
        name: auth.name,
        user: auth.user,
        secret: auth.secret.reveal(),
      });
    case "token":
      return { ...identityOf("token", { id: auth.token.reveal() }), scope: { project: auth.project } };
  }
}

const identityOf = (method: string, value: object) => ({ identity: { methods: [method], [method]: value } });

function secretOf(auth: Credentials["auth"]): Secret {
  if (auth.method === "password") return auth.password;
  return auth.method === "token" ? auth.token : auth.secret;
}

function identityUrl(authUrl: string): string {
  const url = authUrl.replace(/\/+$/, "");
  return url.endsWith("/v3") ? url : `${url.replace(/\/v2\.0$/, "")}/v3`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
