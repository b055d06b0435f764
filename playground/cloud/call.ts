import type { CloudState } from "./state.ts";

/** Who asks, as the token says. */
export interface Actor {
  readonly userId: string;
  readonly projectId: string;
  /** Role `admin`: what Cinder's default policies call an administrator. */
  readonly isAdmin: boolean;
}

/** One request to the simulated Cinder, after token, URL and microversion were accepted. */
export interface Call {
  readonly state: CloudState;
  readonly actor: Actor;
  /** The `:names` of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** 64 for `3.64`. */
  readonly minor: number;
  readonly body: unknown;
  /** `http://127.0.0.1:PORT/volume` */
  readonly root: string;
  /** Links repeat the project id when the request's URL had one (cinder 21.3.1 api/common.py:241). */
  readonly projectInUrl: boolean;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** Below `/v3[/PROJECT]`, e.g. `group_snapshots/:id`. */
  readonly path: string;
  /** First minor microversion that has it; 404 below (cinder 21.3.1 api/openstack/wsgi.py:1071). */
  readonly since?: number;
  readonly handle: (call: Call) => Reply;
}

/** A parameter of the route's own path. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route has no :${name}`);
  return value;
}
