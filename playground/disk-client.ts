import { Agent, request } from "node:http";

export interface DiskClient extends Disposable {
  /** Resolves once the write has reached the volume's disk. */
  put(volumeId: string, content: number): Promise<void>;
}

/** The way from a guest's file system to the simulated storage: one kept connection, as little work as may be. */
export function diskClient(cloudUrl: string): DiskClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(cloudUrl);
  const put = (volumeId: string, content: number): Promise<void> =>
    new Promise((done, failed) => {
      const path = `/playground/volumes/${volumeId}/content/${content}`;
      const sent = request({ agent, hostname, port, path, method: "PUT" }, (response) => {
        response.resume();
        if (response.statusCode === 204) response.once("end", done);
        else failed(new Error(`PUT ${path} was answered with ${response.statusCode}`));
      });
      sent.once("error", failed);
      sent.end();
    });
  return { put, [Symbol.dispose]: () => agent.destroy() };
}
