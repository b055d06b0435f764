import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { EventLog } from "../events.ts";
import type { StartGuest } from "./booted.ts";
import type { Reply } from "./call.ts";
import { answerCinder } from "./cinder.ts";
import { answerCompute } from "./compute.ts";
import { answerControl, type ControlRoute, controlRoutes } from "./control.ts";
import { issueToken } from "./identity.ts";
import { answerImagesAndNetworks } from "./images-and-networks.ts";
import { readBody } from "./read-body.ts";
import { Refusal } from "./refusal.ts";
import type { CloudSeed } from "./seed.ts";
import { type CloudState, createState, type Keystone, newKeystone } from "./state.ts";
import { strike } from "./strike.ts";
import { keystoneVersion } from "./versions.ts";
import { sendReply } from "./wire.ts";

export interface Cloud extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`; Keystone is at `/identity/v3`, Cinder at `/volume/v3`, the controls at `/playground`. */
  readonly url: string;
  readonly keystone: Keystone;
}

export interface CloudOptions {
  readonly events?: EventLog;
  /** What runs in servers that are created; default: nothing that writes to a console. */
  readonly startGuest?: StartGuest;
  /** More routes below `/playground/`. */
  readonly control?: readonly ControlRoute[];
  /** That of another region of the same cloud; default: one of its own. */
  readonly keystone?: Keystone;
}

/** A simulated Keystone and Cinder on a free port of 127.0.0.1. */
export async function startCloud(seed: CloudSeed, options: CloudOptions = {}): Promise<Cloud> {
  const keystone = options.keystone ?? newKeystone();
  const state = createState(seed, options.events ?? new EventLog(), options.startGuest, keystone);
  const control = [...controlRoutes, ...(options.control ?? [])];
  const server = createServer((request, response) => {
    serve(state, control, request, response).catch((error: unknown) => {
      // A fault of the simulation itself: seen by the caller as a 500 that says so.
      if (!response.headersSent) sendReply(response, { status: 500, body: { playground: String(error) } });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // a string only for pipes
  const url = `http://127.0.0.1:${port}`;
  keystone.regions.set(state.region, url);
  return {
    url,
    keystone,
    async [Symbol.asyncDispose]() {
      await state.background[Symbol.asyncDispose]();
      await close(server);
    },
  };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeAllConnections();
  await closed;
}

async function serve(
  state: CloudState,
  control: readonly ControlRoute[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const origin = `http://${request.headers.host}`;
  const url = new URL(request.url ?? "/", origin);
  const method = request.method ?? "GET";
  const body = await readBody(request);
  if (url.pathname.startsWith("/playground/")) {
    const path = url.pathname.slice("/playground".length);
    return sendReply(
      response,
      orRefusal(() => answerControl(state, control, { method, path, query: url.searchParams, body })),
    );
  }
  state.events.add("request", { method, path: url.pathname });
  await strike(
    state,
    { method, target: request.url ?? "/", token: header(request, "x-auth-token") },
    response,
    () => orRefusal(() => answer(state, origin, method, url, request, body)),
  );
}

function answer(
  state: CloudState,
  origin: string,
  method: string,
  url: URL,
  request: IncomingMessage,
  body: unknown,
): Reply {
  const path = url.pathname.replace(/\/+$/, "");
  if (path === "/identity") return { status: 300, body: { versions: { values: [keystoneVersion(origin)] } } };
  if (path === "/identity/v3") return { status: 200, body: { version: keystoneVersion(origin) } };
  if (path === "/identity/v3/auth/tokens" && method === "POST") return issueToken(state, origin, body);
  if (path.startsWith("/compute/v2.1/")) {
    const token = header(request, "x-auth-token");
    const version = header(request, "openstack-api-version");
    return answerCompute(state, origin, {
      method,
      version,
      body,
      path: path.slice("/compute/v2.1".length),
      query: url.searchParams,
      token,
    });
  }
  if (path.startsWith("/image/v2/") || path.startsWith("/network/v2.0/")) {
    const token = header(request, "x-auth-token");
    return answerImagesAndNetworks(state, origin, { method, path, query: url.searchParams, token });
  }
  if (path === "/volume" || path.startsWith("/volume/")) {
    const version = header(request, "openstack-api-version");
    const token = header(request, "x-auth-token");
    return answerCinder(state, origin, {
      method,
      path: path.slice("/volume".length),
      query: url.searchParams,
      token,
      version,
      body,
    });
  }
  throw new Refusal(404, {
    error: { code: 404, message: "The resource could not be found.", title: "Not Found" },
  });
}

function orRefusal(handle: () => Reply): Reply {
  try {
    return handle();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}
