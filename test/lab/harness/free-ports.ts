import { once } from "node:events";
import { createServer } from "node:net";

/** Two ports of loopback that nobody listened on just now. */
export async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  for (const server of servers) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const [first, second] = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    server.close();
    return address.port;
  });
  return [first ?? 0, second ?? 0];
}
