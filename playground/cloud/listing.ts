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

/**
 * `all_tenants` works for administrators only, and each list reads it in its own way: groups and group snapshots take any value
 * (cinder 21.3.1 group/api.py:824, :931), snapshots whatever is not true for false (volume/api.py:737), and volumes want a
 * boolean (volume/api.py:644, utils.py:524).
 */
export function visibleTo(
  call: Call,
  reads: "any value" | "true" | "a boolean",
): (row: { readonly projectId: string }) => boolean {
  const { isAdmin, projectId } = call.actor;
  const value = call.query.get("all_tenants");
  const own = (row: { readonly projectId: string }): boolean => row.projectId === projectId;
  if (value === null || !isAdmin) return own;
  if (reads === "a boolean" && !/^(0|1|t|f|true|false|on|off|yes|no|y|n)$/i.test(value))
    throw badRequest(`Value '${value}' for 'all_tenants' is not a boolean.`);
  return reads === "any value" || /^(1|t|true|on|y|yes)$/i.test(value) ? () => true : own;
}

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
  const order = orderOf<T>(call);
  const rows = paged
    ? after(call, all, order, kind).sort(order).slice(offsetOf(call)).slice(0, limit)
    : [...all].sort(order);
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

type Order<T> = (a: T, b: T) => number;

function orderOf<T extends Row>(call: Call): Order<T> {
  const [key = "created_at", direction = "desc"] = (call.query.get("sort") ?? "created_at:desc").split(":");
  const sign = direction === "asc" ? 1 : -1;
  const value = (row: T): unknown =>
    key === "created_at" ? row.createdAt : (row as Record<string, unknown>)[key];
  return (a, b) => sign * (compare(value(a), value(b)) || compare(a.id, b.id));
}

/** What comes behind the marker. Only that is sorted: a list of many thousands is many pages. */
function after<T extends Row>(call: Call, all: readonly T[], order: Order<T>, kind: string): T[] {
  const id = call.query.get("marker");
  if (id === null) return [...all];
  const marker = all.find((row) => row.id === id);
  if (marker === undefined) throw notFound(`${kind} ${id} could not be found.`);
  return all.filter((row) => order(row, marker) > 0);
}

const offsetOf = (call: Call): number => Number(call.query.get("offset") ?? 0);

function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
