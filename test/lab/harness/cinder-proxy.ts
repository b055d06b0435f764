import { writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Document, document } from "./application-dir.ts";
import type { Lab } from "./lab.ts";

/** What happens to one request on its way to Cinder and back. Resolves to `lost` for an answer that never arrives. */
export type OnTheWay = (
  asked: { readonly method: string; readonly path: string },
  pass: () => Promise<void>,
) => Promise<"answered" | "lost">;

/** A proxy before the lab's Cinder API; config that `use` has changed goes through it. */
export interface CinderProxy extends AsyncDisposable {
  use(config: Document): void;
}

/** Starts a proxy on loopback. `onTheWay` must call `pass` once to have the request applied. */
export async function cinderProxy(lab: Lab, folder: string, onTheWay: OnTheWay): Promise<CinderProxy> {
  const cinder = new URL(lab.bot.cinderUrl);
  const server = createServer((incoming, outgoing) => {
    void handle({ incoming, outgoing, cinder }, onTheWay).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clouds = await document(lab.cloudsFile);
  clouds.clouds["lab-bot"].block_storage_endpoint_override = `http://127.0.0.1:${port}/v3`;
  const file = join(folder, `clouds-${port}.yaml`);
  await writeFile(file, JSON.stringify(clouds));
  return {
    use: (config) => {
      config.clouds.lab.clientConfigFile = file;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handle(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onTheWay: OnTheWay,
): Promise<void> {
  const asked = { method: incoming.method ?? "", path: incoming.url ?? "" };
  let answer: { status: number; headers: IncomingMessage["headers"]; body: Buffer } | undefined;
  const fate = await onTheWay(asked, async () => {
    answer = await forward(incoming, cinder);
  });
  if (fate === "lost" || answer === undefined) return void incoming.socket.destroy();
  outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}

async function forward(incoming: IncomingMessage, { hostname, port }: URL) {
  const body = Buffer.concat(await incoming.toArray());
  return new Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }>(
    (resolve, reject) => {
      const outgoing = request(
        {
          hostname,
          port,
          method: incoming.method,
          path: incoming.url,
          headers: incoming.headers,
        },
        async (answer) => {
          const { connection: _, "transfer-encoding": __, ...headers } = answer.headers;
          resolve({ status: answer.statusCode ?? 502, headers, body: Buffer.concat(await answer.toArray()) });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    },
  );
}
