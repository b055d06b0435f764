import { connectBlockStorage } from "#openstack/block-storage/connect.ts";
import { connectCompute } from "#openstack/compute/connect.ts";
import { createHttp } from "#openstack/http.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import { Session } from "#openstack/identity/session.ts";
import type { RetryPolicy } from "#openstack/retry.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import { type Clock, systemClock, toIso } from "#support/clock.ts";
import { Secret } from "#support/secret.ts";
import { type Scripted, type ScriptedServer, type Seen, startServer } from "./scripted-server.ts";

export const projectId = "c845418dfba142fe9560893582ec7bd9";
export const password = "correct horse";
export const quick: RetryPolicy = { attempts: 4, backoffMs: 1, retryAfterMaxMs: 30_000 };
export const patient = (): AbortSignal => AbortSignal.timeout(10_000);

export interface SmallCloudOptions {
  /** Answers what goes to `/volume/v3/{project}`; `path` is without that prefix. */
  readonly volume?: (seen: Seen) => Scripted | Promise<Scripted>;
  readonly compute?: (seen: Seen) => Scripted | Promise<Scripted>;
  /** Answers token requests instead of issuing one. */
  readonly identity?: (seen: Seen, count: number) => Scripted | undefined | Promise<Scripted | undefined>;
  readonly tokenLifetimeMs?: number;
  readonly maxMicroversion?: string;
  readonly catalog?: (url: string) => unknown[];
  readonly clock?: Clock;
  readonly timeoutMs?: number;
  readonly credentials?: Partial<Credentials>;
}

export interface SmallCloud extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly credentials: Credentials;
  readonly session: Session;
  readonly client: ServiceClient;
  readonly compute: ServiceClient;
  /** Requests to the volume API proper, without discovery. */
  readonly volumeRequests: () => Seen[];
  readonly tokenRequests: () => Seen[];
}

const volumePrefix = `/volume/v3/${projectId}`;

/** Keystone and Cinder's version document as they are; Cinder's answers as a test wants them. Tokens are token-1, token-2 … */
export async function startSmallCloud(options: SmallCloudOptions = {}): Promise<SmallCloud> {
  let issued = 0;
  const server = await startServer(async (seen) => {
    if (seen.path === "/identity/v3/auth/tokens") {
      issued += 1;
      return (await options.identity?.(seen, issued)) ?? token(issued, server.url, options);
    }
    if (seen.path === "/volume/") return { status: 300, body: versions(options.maxMicroversion ?? "3.70") };
    if (seen.path.startsWith(volumePrefix)) {
      const found = await options.volume?.({ ...seen, path: seen.path.slice(volumePrefix.length) });
      return (
        found ?? {
          status: 404,
          body: { itemNotFound: { code: 404, message: "The resource could not be found." } },
        }
      );
    }
    if (seen.path.startsWith("/compute/v2.1") && options.compute !== undefined) {
      return options.compute({ ...seen, path: seen.path.slice("/compute/v2.1".length) });
    }
    return { status: 404, text: "no such page" };
  });
  const credentials: Credentials = {
    cloud: "small",
    authUrl: `${server.url}/identity/v3`,
    auth: {
      method: "password",
      user: { name: "bot", domain: { id: "default" } },
      password: new Secret(password),
      project: { name: "demo", domain: { id: "default" } },
    },
    interface: "public",
    insecure: false,
    ...options.credentials,
  };
  const clock = options.clock ?? systemClock;
  const http = createHttp({ timeoutMs: options.timeoutMs ?? 5_000 });
  const closed = new AbortController();
  const session = new Session({ http, credentials, clock, retry: quick });
  const service = { http, session, credentials, clock, retry: quick, closed: closed.signal };
  return {
    server,
    credentials,
    session,
    client: connectBlockStorage(service),
    compute: connectCompute(service),
    volumeRequests: () => server.seen.filter(({ path }) => path.startsWith(volumePrefix)),
    tokenRequests: () => server.seen.filter(({ path }) => path.endsWith("/auth/tokens")),
    [Symbol.asyncDispose]: async () => {
      closed.abort();
      session.close();
      http.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

function token(number: number, url: string, options: SmallCloudOptions): Scripted {
  const catalog = options.catalog?.(url) ?? [
    service("volumev3", `${url}/volume/v3/${projectId}`),
    ...(options.compute === undefined ? [] : [service("compute", `${url}/compute/v2.1`)]),
  ];
  // Years away from our clock on purpose: only the difference of the two may count.
  const issuedAt = Date.UTC(2001, 0, 1);
  return {
    status: 201,
    headers: { "x-subject-token": `token-${number}`, "x-openstack-request-id": "req-token" },
    body: {
      token: {
        issued_at: toIso(issuedAt),
        expires_at: toIso(issuedAt + (options.tokenLifetimeMs ?? 3_600_000)),
        project: { id: projectId, name: "demo" },
        catalog,
      },
    },
  };
}

export function service(type: string, url: string, region = "RegionOne") {
  const endpoints = ["public", "internal", "admin"].map((kind) => ({
    interface: kind,
    region_id: region,
    region,
    url,
  }));
  return { type, name: type, endpoints };
}

function versions(max: string) {
  return { versions: [{ id: "v3.0", status: "CURRENT", version: max, min_version: "3.0" }] };
}

/** Runs something that must fail, and returns what it threw. */
export async function failureOf(act: Promise<unknown>): Promise<unknown> {
  try {
    await act;
  } catch (error) {
    return error;
  }
  throw new Error("expected a failure, but it came out well");
}
