import { findEndpoint } from "#openstack/catalog.ts";
import { silentLog } from "#openstack/client-log.ts";
import type { HttpRequest } from "#openstack/http.ts";
import { chooseMicroversion, type MicroversionRange, VersionDocument } from "#openstack/microversion.ts";
import { garbled, refusal } from "#openstack/refusal.ts";
import { defaultRetry, retrying } from "#openstack/retry.ts";
import { ServiceClient, type ServiceLocation } from "#openstack/service-client.ts";
import type { ServiceOptions } from "#openstack/service-options.ts";

/** cinder/api/openstack/rest_api_version_history.rst: 3.38 is Pike, 3.70 is Zed; all used here exists at 3.38. */
const range: MicroversionRange = { service: "Cinder", major: 3, needed: "3.38", tested: "3.70" };

/** A client of Cinder v3. Nothing goes on the wire yet: the first request finds the endpoint and pins a microversion. */
export function connectBlockStorage(options: ServiceOptions): ServiceClient {
  return new ServiceClient({ ...options, locate: () => locate(options) });
}

async function locate(options: ServiceOptions): Promise<ServiceLocation> {
  const { session, credentials, closed, log = silentLog, retry = defaultRetry } = options;
  const token = await session.token(closed);
  const endpoint =
    credentials.blockStorageUrl ??
    findEndpoint(token.catalog, {
      types: ["block-storage", "volumev3"],
      region: credentials.region,
      interface: credentials.interface,
    });
  const { root, url } = splitEndpoint(endpoint, token.projectId);
  const document = await retrying(() => versionDocument(options, root), {
    policy: retry,
    signal: closed,
    log,
  });
  const microversion = chooseMicroversion(document, range);
  log.debug({ cloud: credentials.cloud, url, microversion }, "block storage found");
  // Cinder's word in this header is "volume", whatever the catalog says: cinder/api/openstack/wsgi.py.
  return { url, headers: { "OpenStack-API-Version": `volume ${microversion}` } };
}

/** Endpoints come with version and project, with the version alone, or bare. */
function splitEndpoint(endpoint: string, projectId: string): { root: string; url: string } {
  const bare = endpoint.replace(/\/+$/, "");
  const root = bare.replace(/\/v3(\/[^/]+)?$/, "");
  return { root, url: /\/v3\/[^/]+$/.test(bare) ? bare : `${root}/v3/${projectId}` };
}

/** `GET /` says it to anybody; where a proxy hides it, `GET /v3/` says it to those with a token. */
async function versionDocument(options: ServiceOptions, root: string): Promise<VersionDocument> {
  const { http, session, clock, closed } = options;
  const token = (await session.token(closed)).id;
  const request: HttpRequest = { method: "GET", url: `${root}/`, token, signal: closed };
  const answer = await http.send(request);
  const document = answer.status === 200 || answer.status === 300 ? readDocument(answer.text) : undefined;
  if (document !== undefined) return document;
  const second: HttpRequest = { ...request, url: `${root}/v3/` };
  const fallback = await http.send(second);
  if (fallback.status !== 200) throw refusal(second, fallback, clock);
  const other = readDocument(fallback.text);
  if (other === undefined) throw garbled(second, fallback, "it is no list of API versions");
  return other;
}

function readDocument(text: string): VersionDocument | undefined {
  try {
    return VersionDocument.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
