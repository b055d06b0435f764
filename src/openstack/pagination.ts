import { z } from "zod";
import { OpenStackError } from "./errors.ts";
import type { CallOptions, ServiceClient } from "./service-client.ts";

const Links = z.array(z.looseObject({ rel: z.string(), href: z.string() }));

/** With the server's usual 1000 a page, 100 000 things: beyond is a loop, not a list. */
const pageCap = 100;

/** Tries of a whole list in all. */
const attempts = 3;

/**
 * A whole list. Begun anew when it is answered with 404: while another request deletes a group or the row that a page
 * ends with, Cinder answers so for the list (cinder/api/v2/views/volumes.py `detail` reads each volume's group; api/v3
 * paging reads the marker).
 */
export async function listAll<T extends z.ZodType>(
  client: ServiceClient,
  path: string,
  key: string,
  item: T,
  options: CallOptions,
): Promise<z.output<T>[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await pageByPage(client, path, key, item, options);
    } catch (error) {
      if (!(error instanceof OpenStackError) || error.status !== 404 || attempt >= attempts) throw error;
    }
  }
}

/**
 * Page after page, until there is no `next` link. A short page is not the end: Cinder drops rows after
 * paging (cinder/api/v3/group_snapshots.py, default_cgsnapshot_type). Only the link's query is followed, never its
 * host: the server may not know its own public name, and the token goes nowhere else.
 */
async function pageByPage<T extends z.ZodType>(
  client: ServiceClient,
  path: string,
  key: string,
  item: T,
  options: CallOptions,
): Promise<z.output<T>[]> {
  const Page = pageOf(key, item);
  const seen = new Set<string>();
  const items: z.output<T>[] = [];
  let query = options.query ?? {};
  for (let page = 1; page <= pageCap; page += 1) {
    const { items: more, next } = await client.read(path, Page, { ...options, query });
    items.push(...more);
    if (next === undefined) return items;
    const fingerprint = new URLSearchParams(next).toString();
    if (seen.has(fingerprint)) throw endless(path, "a next link that was followed before");
    seen.add(fingerprint);
    query = next;
  }
  throw endless(path, `more than ${pageCap} pages`);
}

const Body = z.looseObject({});

/** Of one list. Made for each list, it has no object of its own: zod compiles each object's schema when it is first used. */
export const pageOf = <T extends z.ZodType>(key: string, item: T) => {
  const Items = z.array(item);
  return Body.transform((body, context) => {
    const items = Items.safeParse(body[key]);
    if (items.success) return { items: items.data, next: nextQuery(body) };
    for (const { path, message } of items.error.issues)
      context.addIssue({ code: "custom", path: [key, ...path], message });
    return z.NEVER;
  });
};

/** `volumes_links`, `group_links` …: the prefix differs by resource (cinder/api/views/), the shape does not. */
export function nextQuery(body: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
  for (const [key, value] of Object.entries(body)) {
    if (!key.endsWith("_links")) continue;
    const href = Links.safeParse(value).data?.find((link) => link.rel === "next")?.href;
    if (href !== undefined) return Object.fromEntries(new URL(href, "http://relative.invalid").searchParams);
  }
  return undefined;
}

export function endless(path: string, why: string): OpenStackError {
  return new OpenStackError({
    kind: "failed",
    message: `GET ${path}: the list does not end: ${why}`,
    applied: "not-applied",
    method: "GET",
    path,
  });
}
