import { badRequest, notAcceptable, notFound } from "./refusal.ts";

/**
 * The minor microversion a request asks for: none means 3.0, `latest` the highest.
 * cinder 21.3.1 api/openstack/wsgi.py:289-326, exception.py:276-287.
 */
export function requestedMinor(header: string | undefined, maxMinor: number): number {
  if (header === undefined) return 0;
  const ours = header.split(",").find((part) => part.includes("volume"));
  const version = ours?.trim().split(/\s+/)[1];
  if (version === undefined) throw notFound("The resource could not be found.");
  if (version === "latest") return maxMinor;
  const match = /^([1-9]\d*)\.([1-9]\d*|0)$/.exec(version);
  if (match === null) {
    const message = `API Version String ${version} is of invalid format. Must be of format MajorNum.MinorNum.`;
    throw badRequest(message);
  }
  const minor = Number(match[2]);
  if (match[1] !== "3" || minor > maxMinor) {
    const range = `Minimum is 3.0 and maximum is 3.${maxMinor}.`;
    const refusal = notAcceptable(`Version ${version} is not supported by the API. ${range}`);
    // The version is repeated where it belongs to this API at all (api/openstack/wsgi.py:943-948).
    throw match[1] === "3" ? refusal.with({ "OpenStack-API-Version": `volume ${version}` }) : refusal;
  }
  return minor;
}
