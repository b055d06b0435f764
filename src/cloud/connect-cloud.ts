import { readFile } from "node:fs/promises";
import type { DeclaredBackend } from "#domain/cloud.ts";
import { DomainError } from "#domain/errors.ts";
import { connectBlockStorage } from "#openstack/block-storage/connect.ts";
import type { ClientLog } from "#openstack/client-log.ts";
import { connectCompute } from "#openstack/compute/connect.ts";
import { createHttp } from "#openstack/http.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import { Session } from "#openstack/identity/session.ts";
import { connectImage } from "#openstack/image/connect.ts";
import { connectNetwork } from "#openstack/network/connect.ts";
import type { RetryPolicy } from "#openstack/retry.ts";
import type { ServiceClient } from "#openstack/service-client.ts";
import type { Clock } from "#support/clock.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import { cloudPort } from "./cloud-port.ts";
import { credentialPort } from "./credential-port.ts";

export interface CloudOptions {
  readonly credentials: Credentials;
  /** A second, administrator's credential of the same cloud: used to read group type specs, extra specs, hosts, pools. */
  readonly reader?: Credentials | undefined;
  readonly declared: readonly DeclaredBackend[];
  /** Names or ids. */
  readonly isolatedNetworks?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly log?: ClientLog | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** Deadline of one exchange, ms; default 30 s. */
  readonly timeoutMs?: number | undefined;
}

/**
 * A cloud as workflows see it. Reads the CA file and nothing else: the first call asks Keystone and finds Cinder, so
 * that a bot can start while its cloud is down. `close` ends what is under way and the idle connections.
 */
export async function connectCloud(options: CloudOptions): Promise<CloudPort & Disposable> {
  const main = await connectOne(options.credentials, options);
  const reader = options.reader === undefined ? undefined : await connectOne(options.reader, options);
  const port: Omit<CloudPort, "credentials"> = cloudPort({
    name: options.credentials.cloud,
    declared: options.declared,
    isolatedNetworks: options.isolatedNetworks ?? [],
    client: main.client,
    reader: reader?.client ?? main.client,
    compute: main.compute,
    image: main.image,
    network: main.network,
    as: { project: options.credentials.cloud, reader: (options.reader ?? options.credentials).cloud },
  });
  return {
    ...port,
    ...credentialPort(main, reader),
    [Symbol.dispose]: () => {
      main.close();
      reader?.close();
    },
  };
}

interface Services {
  readonly credentials: Credentials;
  readonly session: Session;
  readonly client: ServiceClient;
  readonly compute: ServiceClient;
  readonly image: ServiceClient;
  readonly network: ServiceClient;
}

async function connectOne(
  credentials: Credentials,
  { clock, log, retry, timeoutMs }: CloudOptions,
): Promise<Services & { close(): void }> {
  const http = createHttp({
    ca: await readAuthorities(credentials),
    insecure: credentials.insecure,
    timeoutMs,
  });
  const closed = new AbortController();
  const session = new Session({ http, credentials, clock, log, retry });
  const service = { http, session, credentials, clock, log, retry, closed: closed.signal };
  return {
    credentials,
    session,
    client: connectBlockStorage(service),
    compute: connectCompute(service),
    image: connectImage(service),
    network: connectNetwork(service),
    close: () => {
      closed.abort();
      session.close();
      http.close();
    },
  };
}

async function readAuthorities({ cloud, caFile }: Credentials): Promise<string | undefined> {
  if (caFile === undefined) return undefined;
  try {
    return await readFile(caFile, "utf8");
  } catch (cause) {
    throw new DomainError("invalid-input", `cacert of cloud ${cloud}: cannot read ${caFile}`, {
      next: "Give the absolute path of a PEM file that this user may read.",
      cause,
    });
  }
}
