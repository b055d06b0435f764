import { Agent, request } from "node:http";

/** Requests with nothing around them: kept connections (if the server keeps them), one token. */
export interface BareRest extends Disposable {
  call(
    service: "cinder" | "nova",
    method: "GET" | "POST" | "PUT",
    path: string,
    body?: unknown,
    // biome-ignore lint/suspicious/noExplicitAny: whatever OpenStack says
  ): Promise<any>;
}

const versions = { cinder: "volume 3.64", nova: "compute 2.60" };

export function bareRest(
  endpoints: { readonly cinder: string; readonly nova: string },
  token: string,
): BareRest {
  const agent = new Agent({ keepAlive: true });
  return {
    call: (service, method, path, body) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const headers = {
        "X-Auth-Token": token,
        "OpenStack-API-Version": versions[service],
        "Content-Type": "application/json",
      };
      const url = `${endpoints[service]}${path}`;
      const sent = request(url, { method, agent, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => {
          if ((response.statusCode ?? 500) < 300) resolve(text === "" ? undefined : JSON.parse(text));
          else reject(new Error(`${method} ${url}: ${response.statusCode} ${text}`));
        });
      });
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
      return promise;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}
