import type { Reply } from "./call.ts";
import { validToken } from "./identity.ts";
import { Refusal, unauthorized } from "./refusal.ts";
import type { CloudState } from "./state.ts";

export interface NamedRequest {
  readonly method: string;
  /** With `/image/v2` or `/network/v2.0`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
}

/** Just enough of Glance and Neutron to find an image or a network by name or id. */
export function answerImagesAndNetworks(state: CloudState, origin: string, request: NamedRequest): Reply {
  if (validToken(state, request.token) === undefined) throw unauthorized(`${origin}/identity`);
  const [, service = "", , kind = "", id] = request.path.split("/");
  const rows: readonly { readonly id: string; readonly name: string }[] =
    service === "image" ? state.images : state.networks;
  if (request.method !== "GET" || kind !== (service === "image" ? "images" : "networks")) throw nothing(kind);
  if (id === undefined) {
    const name = request.query.get("name");
    return { status: 200, body: { [kind]: rows.filter((row) => name === null || row.name === name) } };
  }
  const found = rows.find((row) => row.id === id);
  if (found === undefined) throw nothing(`${kind} ${id}`);
  return { status: 200, body: service === "image" ? found : { network: found } };
}

const nothing = (what: string): Refusal =>
  new Refusal(404, { itemNotFound: { code: 404, message: `No ${what} found` } });
