import type { Call } from "./call.ts";
import { badRequest, notFound } from "./refusal.ts";

// cinder 21.3.1 api/common.py: osapi_max_limit
const maxLimit = 1000;

interface Row {
  readonly id: string;
  readonly createdAt: number;
}

export interface Page<T extends Row> {
  readonly rows: readonly T[];
  /** Value of the `…_links` key, or undefined when there is no next page. */
  readonly links: readonly { readonly rel: "next"; readonly href: string }[] | undefined;
}

/** What is left of the query once paging and sorting have taken theirs. */
export function filtersOf(call: Call, ...ignored: readonly string[]): Map<string, string> {
  const paging = ["limit", "marker", "offset", "sort", "sort_key", "sort_dir", ...ignored];
  return new Map([...call.query].filter(([key]) => !paging.includes(key)));
}

/**
 * Non-administrators may filter by the configured names only; `all_tenants` is ignored without a word.
 * cinder 21.3.1 api/common.py:457-508, etc/cinder/resource_filters.json. From microversion 3.31 on.
 */
export function rejectInvalidFilters(
  call: Call,
  filters: Map<string, string>,
  allowed: readonly string[],
): void {
  if (call.actor.isAdmin) return;
  const invalid = [...filters.keys()].filter((key) => key !== "all_tenants" && !allowed.includes(key));
  if (invalid.length > 0)
    throw badRequest(`Invalid filters ${invalid.join(",")} are found in query options.`);
  filters.delete("all_tenants");
}

/** `all_tenants` works for administrators only (cinder 21.3.1 group/api.py:925-942). */
export const visibleTo =
  (call: Call) =>
  (row: { readonly projectId: string }): boolean =>
    (call.actor.isAdmin && call.query.has("all_tenants")) || row.projectId === call.actor.projectId;

/**
 * Sorts, cuts a page out and links the next one. `collection` is where the link points: `group_snapshots` also
 * for its detail list, so that whoever follows it gets the summary (api/v3/views/group_snapshots.py:74-86).
 * Not `paged` (group snapshots below 3.29): everything comes, and the link is there all the same.
 * cinder 21.3.1 api/common.py:65-86 (limits), :117-171 (sort), :299-345 (link when a page is full).
 */
export function page<T extends Row>(
  call: Call,
  all: readonly T[],
  collection: string,
  kind: string,
  paged = true,
): Page<T> {
  const limit = limitOf(call);
  const { key, direction } = sortOf(call);
  const value = (row: T): unknown =>
    key === "created_at" ? row.createdAt : (row as Record<string, unknown>)[key];
  const sorted = [...all].sort(
    (a, b) => direction * compare(value(a), value(b)) || direction * compare(a.id, b.id),
  );
  const rows = paged ? sorted.slice(startOf(call, sorted, kind)).slice(0, limit) : sorted;
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return { rows, links: undefined };
  return { rows, links: [{ rel: "next", href: nextPage(call, collection, last.id) }] };
}

export function nextPage(call: Call, collection: string, marker: string): string {
  const query = new URLSearchParams(call.query);
  query.set("marker", marker);
  const project = call.projectInUrl ? `/${call.actor.projectId}` : "";
  return `${call.root}/v3${project}/${collection}?${query}`;
}

function limitOf(call: Call): number {
  const text = call.query.get("limit");
  if (text === null) return maxLimit;
  if (!/^-?\d+$/.test(text)) throw badRequest("limit param must be an integer");
  if (Number(text) < 0) throw badRequest("limit param must be positive");
  return Math.min(Number(text), maxLimit);
}

function sortOf(call: Call): { key: string; direction: 1 | -1 } {
  const [key = "created_at", direction = "desc"] = (call.query.get("sort") ?? "created_at:desc").split(":");
  return { key, direction: direction === "asc" ? 1 : -1 };
}

function startOf(call: Call, sorted: readonly Row[], kind: string): number {
  const offset = Number(call.query.get("offset") ?? 0);
  const marker = call.query.get("marker");
  if (marker === null) return offset;
  const at = sorted.findIndex((row) => row.id === marker);
  if (at === -1) throw notFound(`${kind} ${marker} could not be found.`);
  return at + 1 + offset;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
}
