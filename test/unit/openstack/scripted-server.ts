import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** One request as it came over the wire. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  /** Number of the TCP connection that it came on. */
  readonly connection: number;
}

export type Scripted =
  | {
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly body?: unknown;
      readonly text?: string;
    }
  /** No answer, ever. */
  | "hang"
  /** The connection is cut without an answer. */
  | "drop"
  /** Status and half a body, then silence. */
  | "stall";

export type Script = (seen: Seen) => Scripted | Promise<Scripted>;

export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
}

/** A real HTTP server on loopback whose answers a test writes. */
export async function startServer(
  script: Script,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const numbers = new Map<unknown, number>();
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const url = new URL(request.url ?? "/", "http://server");
      const one: Seen = {
        method: request.method ?? "",
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: text === "" ? undefined : JSON.parse(text),
        connection: numbers.get(request.socket) ?? numbers.set(request.socket, numbers.size + 1).size,
      };
      seen.push(one);
      answer(await script(one), response);
    })();
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(scripted: Scripted, response: ServerResponse): void {
  if (scripted === "hang") return;
  if (scripted === "drop") {
    response.socket?.destroy();
    return;
  }
  if (scripted === "stall") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"half":');
    return;
  }
  const text = scripted.text ?? (scripted.body === undefined ? "" : JSON.stringify(scripted.body));
  response.writeHead(scripted.status, { "content-type": "application/json", ...scripted.headers });
  response.end(text);
}

/** An address on loopback where nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = await startServer(() => "hang");
  await server[Symbol.asyncDispose]();
  return server.url;
}
