import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

/** A REST client with nothing around it. */
export interface BareCinder extends Disposable {
  /** One request, so that connection and token are warm. */
  warm(): Promise<void>;
  create(groupId: string, name: string): Promise<string>;
  /** Looks every 10 ms until it is `available`. */
  available(id: string): Promise<void>;
}

const POLL_MS = 10;
const Created = z.object({ group_snapshot: z.object({ id: z.string() }) });
const Shown = z.object({ group_snapshot: z.object({ status: z.string() }) });

/** Over one kept connection (if the server keeps it) and one token. */
export function bareCinder(endpoint: string, token: string): BareCinder {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const call = (method: "GET" | "POST", path: string, body?: unknown) =>
    send(agent, token, { method, url: `${endpoint}${path}`, body });
  return {
    warm: async () => void (await call("GET", "/group_snapshots?limit=1")),
    create: async (groupId, name) => {
      const answer = await call("POST", "/group_snapshots", { group_snapshot: { group_id: groupId, name } });
      return Created.parse(answer).group_snapshot.id;
    },
    available: async (id) => {
      for (;;) {
        const { status } = Shown.parse(await call("GET", `/group_snapshots/${id}`)).group_snapshot;
        if (status === "available") return;
        if (status !== "creating") throw new Error(`group snapshot ${id} is ${status}`);
        await wait(POLL_MS);
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function send(
  agent: Agent,
  token: string,
  { method, url, body }: { method: string; url: string; body: unknown },
): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const headers = {
    "X-Auth-Token": token,
    "OpenStack-API-Version": "volume 3.64",
    "Content-Type": "application/json",
  };
  const sent = request(url, { method, agent, headers }, (response) => {
    let text = "";
    response.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    response.on("end", () => {
      if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
      else reject(new Error(`${method} ${url}: ${response.statusCode} ${text}`));
    });
  });
  sent.on("error", reject);
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}
