/** What a call is for: what goes missing without it. */
export type Purpose =
  | "snapshots"
  | "restores"
  | "deletions"
  | "what administrators see"
  | "designs"
  | "other projects";

/** One call of Freezeframe's, as an access rule of Keystone names it. */
export interface NeededCall {
  /** As the catalog names the service. */
  readonly service: "volumev3" | "compute" | "image" | "network";
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly purpose: Purpose;
}

type Method = NeededCall["method"];
type Row = readonly [Method, string, Purpose];

const volume: readonly Row[] = [
  ["GET", "/groups", "restores"],
  ["GET", "/groups/detail", "snapshots"],
  ["GET", "/groups/{group_id}", "snapshots"],
  ["GET", "/group_types", "restores"],
  ["GET", "/group_types/{group_type_id}", "snapshots"],
  ["GET", "/group_snapshots", "snapshots"],
  ["GET", "/group_snapshots/detail", "snapshots"],
  ["GET", "/group_snapshots/{group_snapshot_id}", "snapshots"],
  ["GET", "/volumes/detail", "snapshots"],
  ["GET", "/volumes/{volume_id}", "snapshots"],
  ["GET", "/volumes/summary", "restores"],
  ["GET", "/snapshots/detail", "snapshots"],
  ["GET", "/snapshots/{snapshot_id}", "snapshots"],
  ["GET", "/types", "snapshots"],
  ["GET", "/os-quota-sets/{project_id}", "snapshots"],
  ["POST", "/group_snapshots", "snapshots"],
  ["POST", "/snapshots/{snapshot_id}/metadata", "snapshots"],
  ["DELETE", "/group_snapshots/{group_snapshot_id}", "deletions"],
  ["DELETE", "/snapshots/{snapshot_id}/metadata/{key}", "deletions"],
  ["POST", "/volumes", "restores"],
  ["PUT", "/volumes/{volume_id}", "restores"],
  ["POST", "/volumes/{volume_id}/metadata", "restores"],
  ["DELETE", "/volumes/{volume_id}", "restores"],
  ["POST", "/groups", "restores"],
  ["POST", "/groups/action", "restores"],
  ["POST", "/groups/{group_id}/action", "restores"],
  ["GET", "/scheduler-stats/get_pools", "what administrators see"],
];

const compute: readonly Row[] = [
  ["GET", "/servers/detail", "snapshots"],
  ["GET", "/servers/{server_id}", "snapshots"],
  ["GET", "/servers/{server_id}/os-volume_attachments", "snapshots"],
  ["POST", "/servers/{server_id}/os-volume_attachments", "restores"],
  ["DELETE", "/servers/{server_id}/os-volume_attachments/{volume_id}", "restores"],
  ["POST", "/servers", "restores"],
  ["DELETE", "/servers/{server_id}", "restores"],
  ["POST", "/servers/{server_id}/action", "restores"],
  ["GET", "/flavors/detail", "restores"],
  ["GET", "/limits", "restores"],
];

const image: readonly Row[] = [
  ["GET", "/images", "restores"],
  ["GET", "/images/{image_id}", "restores"],
];

const network: readonly Row[] = [
  ["GET", "/networks", "restores"],
  ["GET", "/networks/{network_id}", "restores"],
];

const under = (service: NeededCall["service"], prefix: string, rows: readonly Row[]): NeededCall[] =>
  rows.map(([method, path, purpose]) => ({ service, method, path: `${prefix}${path}`, purpose }));

/** Every call that Freezeframe makes of a cloud, and no other: the least that its credential must be allowed. */
export const neededCalls: readonly NeededCall[] = [
  ...under("volumev3", "/v3/{project_id}", volume),
  ...under("compute", "/v2.1", compute),
  ...under("image", "/v2", image),
  ...under("network", "/v2.0", network),
];

/** What `clouds.<name>.reader` is asked, with an administrator's eyes; it never changes anything. */
const reader: readonly Row[] = [
  ["GET", "/group_types/{group_type_id}", "what administrators see"],
  ["GET", "/volumes/{volume_id}", "what administrators see"],
  ["GET", "/types", "what administrators see"],
  ["GET", "/scheduler-stats/get_pools", "what administrators see"],
  ["GET", "/group_types", "designs"],
  // With all_tenants; rules of Keystone do not look at a query.
  ["GET", "/groups/detail", "other projects"],
  ["GET", "/group_snapshots/detail", "other projects"],
  ["GET", "/snapshots/detail", "other projects"],
  ["GET", "/volumes/detail", "other projects"],
];
export const readerCalls: readonly NeededCall[] = under("volumev3", "/v3/{project_id}", reader);

/** What `clouds.<name>.cloud` is asked: the pools only the reader is, as a project is never shown them. */
export const mainCalls: readonly NeededCall[] = neededCalls.filter(
  ({ purpose }) => purpose !== "what administrators see",
);
