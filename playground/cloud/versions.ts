import type { Reply } from "./call.ts";

/** Version documents: the first requests of every client. */
export const keystoneVersion = (origin: string): unknown => ({
  id: "v3.14",
  status: "stable",
  updated: "2020-04-07T00:00:00Z",
  links: [{ rel: "self", href: `${origin}/identity/v3/` }],
  "media-types": [{ base: "application/json", type: "application/vnd.openstack.identity-v3+json" }],
});

/** 300 at the root and without a token; 200 below /v3/ and with one (cinder 21.3.1 api/versions.py:79-110). */
export const cinderVersions = (origin: string, maxMinor: number, status: 200 | 300): Reply => ({
  status,

  body: {
    versions: [
      {
        id: "v3.0",
        status: "CURRENT",
        version: `3.${maxMinor}`,
        min_version: "3.0",
        updated: "2022-08-31T00:00:00Z",
        links: [
          { rel: "describedby", type: "text/html", href: "https://docs.openstack.org/" },
          { rel: "self", href: `${origin}/volume/v3/` },
        ],
        "media-types": [
          { base: "application/json", type: "application/vnd.openstack.volume+json;version=3" },
        ],
      },
    ],
  },
});
