import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Document, document } from "./application-dir.ts";
import type { Lab } from "./lab.ts";

/** What happens to one request on its way to Cinder and back; `pass` has it applied. `lost`: its answer never arrives. */
export type OnTheWay = (
  asked: { readonly method: string; readonly path: string },
  pass: () => Promise<void>,
) => Promise<"answered" | "lost">;

/** A proxy before the lab's Cinder API; a config that `use` has changed goes through it. */
export interface CinderProxy extends AsyncDisposable {
  use(config: Document): void;
}

/** Starts a proxy on loopback, and writes a clouds.yaml that leads to it. */
export async function cinderProxy(lab: Lab, onTheWay: OnTheWay): Promise<CinderProxy> {
  const cinder = new URL(lab.bot.cinderUrl);
  const server = createServer((incoming, outgoing) => {
    handle({ incoming, outgoing, cinder }, onTheWay).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clouds = await document(lab.cloudsFile);
  clouds.clouds["lab-bot"].block_storage_endpoint_override = `http://127.0.0.1:${port}/v3`;
  const folder = await mkdtemp(join(tmpdir(), "freezeframe-proxy-"));
  const file = join(folder, "clouds.yaml");
  await writeFile(file, JSON.stringify(clouds));
  return {
    use: (config) => {
      config.clouds.lab.clientConfigFile = file;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly cinder: URL;
}

interface Forwarded {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function handle({ incoming, outgoing, cinder }: Exchange, onTheWay: OnTheWay): Promise<void> {
  const asked = { method: incoming.method ?? "", path: incoming.url ?? "" };
  // Before anything waits: a client that gives up takes what it has not sent yet with it.
  const body = Buffer.concat(await incoming.toArray());
  let answer: Forwarded | undefined;
  const fate = await onTheWay(asked, async () => {
    answer = await forward(incoming, body, cinder);
  });
  if (fate === "lost" || answer === undefined) incoming.socket.destroy();
  else outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}

async function forward(incoming: IncomingMessage, body: Buffer, { hostname, port }: URL): Promise<Forwarded> {
  const { method, url, headers } = incoming;
  const outgoing = request({ hostname, port, method, path: url, headers });
  outgoing.end(body);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject);
  });
  const { connection: _, "transfer-encoding": __, ...rest } = answer.headers;
  return {
    status: answer.statusCode ?? 502,
    headers: rest,
    body: Buffer.concat(await answer.toArray()),
  };
}
