import { DomainError } from "#domain/errors.ts";
import type { Catalog } from "./identity/issue-token.ts";

export interface EndpointWanted {
  /** In order of preference: the official service type first, then its aliases. */
  readonly types: readonly string[];
  readonly region?: string | undefined;
  readonly interface: string;
}

/** The cloud has no such service, or shows it elsewhere. */
export class EndpointMissing extends DomainError {}

/** The URL of a service in a token's catalog, without trailing slash. Throws what was there instead. */
export function findEndpoint(catalog: Catalog, wanted: EndpointWanted): string {
  for (const type of wanted.types) {
    const endpoints = catalog
      .filter((service) => service.type === type)
      .flatMap((service) => service.endpoints);
    const fitting = endpoints.filter(
      (endpoint) =>
        endpoint.interface === wanted.interface &&
        (wanted.region === undefined || (endpoint.region_id ?? endpoint.region) === wanted.region),
    );
    const regions = new Set(fitting.map((endpoint) => endpoint.region_id ?? endpoint.region));
    if (regions.size > 1) {
      throw new DomainError(
        "invalid-input",
        `the catalog has ${type} in several regions: ${[...regions].join(", ")}`,
        {
          next: "Set region_name of this cloud.",
        },
      );
    }
    const url = fitting[0]?.url;
    if (url !== undefined) return url.replace(/\/+$/, "");
  }
  const where = `interface ${wanted.interface}${wanted.region === undefined ? "" : `, region ${wanted.region}`}`;
  throw new EndpointMissing(
    "invalid-input",
    `the catalog has no ${wanted.types.join(" or ")} endpoint for ${where}`,
    {
      next: `Check region_name and interface of this cloud; the catalog has: ${describe(catalog)}.`,
    },
  );
}

function describe(catalog: Catalog): string {
  const entries = catalog.flatMap(({ type, endpoints }) =>
    endpoints.map(
      (endpoint) =>
        `${type} (${endpoint.interface}, ${endpoint.region_id ?? endpoint.region ?? "no region"})`,
    ),
  );
  return entries.length === 0 ? "nothing" : entries.join("; ");
}
