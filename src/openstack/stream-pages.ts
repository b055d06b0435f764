import type { z } from "zod";
import { endless, pageOf } from "./pagination.ts";
import type { CallOptions, ServiceClient } from "./service-client.ts";

/** With 1000 a page ten million things: beyond is a loop, not a list. */
const pageCap = 10_000;

/**
 * A list page by page, in the server's order, without ever holding more than two pages: the next one is fetched while the
 * caller looks at this one. Nothing is begun anew: a list that changed under way may answer 404 for its marker, and then
 * whoever reads it has to begin again.
 */
export async function* streamPages<T extends z.ZodType>(
  client: ServiceClient,
  path: string,
  key: string,
  item: T,
  options: CallOptions,
): AsyncGenerator<readonly z.output<T>[], void, undefined> {
  const Page = pageOf(key, item);
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  const fetched = (query: Readonly<Record<string, string>>) => {
    const page = client.read(path, Page, { ...options, signal, query });
    // Whoever stops reading does not wait for the page that was fetched ahead.
    page.catch(() => undefined);
    return page;
  };
  const seen = new Set<string>();
  try {
    let coming = fetched(options.query ?? {});
    for (let page = 1; ; page += 1) {
      const { items, next } = await coming;
      if (next === undefined) {
        yield items;
        return;
      }
      const fingerprint = new URLSearchParams(next).toString();
      if (seen.has(fingerprint)) throw endless(path, "a next link that was followed before");
      if (page === pageCap) throw endless(path, `more than ${pageCap} pages`);
      seen.add(fingerprint);
      coming = fetched(next);
      yield items;
    }
  } finally {
    over.abort();
  }
}
