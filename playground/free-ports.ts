import { type AddressInfo, createServer } from "node:net";

/** Ports of 127.0.0.1 that nobody listens on now, for a process that must be told its port before it starts. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const listening = servers.map(
    (server) => new Promise<void>((done) => server.listen(0, "127.0.0.1", () => done())),
  );
  await Promise.all(listening);
  const ports = servers.map((server) => (server.address() as AddressInfo).port); // a string only for pipes
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.close(() => done()))));
  return ports;
}
