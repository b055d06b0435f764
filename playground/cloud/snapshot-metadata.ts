import { type Call, param, type Reply, type Route } from "./call.ts";
import { badRequest, notFound, tooLarge } from "./refusal.ts";
import { findSnapshot } from "./snapshots.ts";

/** POST adds keys, PUT replaces all of them, DELETE takes one away. cinder 21.3.1 api/v3/snapshot_metadata.py:43-116. */
export const snapshotMetadataRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "snapshots/:id/metadata",
    handle: (call) => ({ status: 200, body: { metadata: findSnapshot(call).metadata } }),
  },
  { method: "POST", path: "snapshots/:id/metadata", handle: (call) => write(call, "add") },
  { method: "PUT", path: "snapshots/:id/metadata", handle: (call) => write(call, "replace") },
  { method: "DELETE", path: "snapshots/:id/metadata/:key", handle: remove },
];

function remove(call: Call): Reply {
  const snapshot = findSnapshot(call);
  const key = param(call, "key");
  if (!Object.hasOwn(snapshot.metadata, key))
    throw notFound(`Snapshot ${snapshot.id} has no metadata with key ${key}.`);
  const { [key]: _removed, ...rest } = snapshot.metadata;
  snapshot.metadata = rest;
  snapshot.updatedAt = Date.now();
  return { status: 200 };
}

function write(call: Call, how: "add" | "replace"): Reply {
  const asked = (call.body as { metadata?: unknown } | undefined)?.metadata;
  if (typeof asked !== "object" || asked === null) {
    throw badRequest("Missing required element 'metadata' in request body.");
  }
  const snapshot = findSnapshot(call);
  const metadata = checked({ ...(how === "add" ? snapshot.metadata : {}), ...asked });
  snapshot.metadata = metadata;
  snapshot.updatedAt = Date.now();
  return { status: 200, body: { metadata } };
}

// cinder 21.3.1 utils.py:212-236
function checked(metadata: Readonly<Record<string, unknown>>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value !== "string") {
      const why = `Value for metadata key: ${key} is not a string or unicode`;
      throw badRequest(`Invalid metadata: Invalid input received: ${why}`);
    }
    if (value.length > 255) {
      throw tooLarge(
        `Invalid metadata size: Metadata property key ${key} value greater than 255 characters.`,
      );
    }
    result[key] = value;
  }
  return result;
}
