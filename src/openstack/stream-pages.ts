import { z } from "zod";
import { OpenStackError } from "./errors.ts";
import { endless, pageOf } from "./pagination.ts";
import type { CallOptions, ServiceClient } from "./service-client.ts";

/** With 1000 a page ten million things: beyond is a loop, not a list. */
const pageCap = 10_000;

const Row = z.unknown();

/**
 * A list page by page, in the server's order, without ever holding more than two pages: the next one is fetched while the
 * caller looks at this one. A row is parsed when it is looked at, so that of many thousands only those live on that somebody
 * keeps: go through a page once, before asking for the next. Nothing is begun anew: a list that changed under way may answer
 * 404 for its marker, and then whoever reads it has to begin again.
 */
export async function* streamPages<T extends z.ZodType>(
  client: ServiceClient,
  path: string,
  key: string,
  item: T,
  options: CallOptions,
): AsyncGenerator<Iterable<z.output<T>>, void, undefined> {
  const Page = pageOf(key, Row);
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
        yield parsed(items, item, path);
        return;
      }
      const fingerprint = new URLSearchParams(next).toString();
      if (seen.has(fingerprint)) throw endless(path, "a next link that was followed before");
      if (page === pageCap) throw endless(path, `more than ${pageCap} pages`);
      seen.add(fingerprint);
      coming = fetched(next);
      yield parsed(items, item, path);
    }
  } finally {
    over.abort();
  }
}

function* parsed<T extends z.ZodType>(
  rows: readonly unknown[],
  item: T,
  path: string,
): Generator<z.output<T>> {
  for (const row of rows) {
    const { success, data, error } = item.safeParse(row);
    if (!success) throw unreadable(path, error);
    yield data;
  }
}

function unreadable(path: string, { issues }: z.ZodError): OpenStackError {
  const why = issues.slice(0, 3).map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  return new OpenStackError({
    kind: "failed",
    message: `GET ${path}: a row of the list cannot be read: ${why.join("; ")}`,
    applied: "not-applied",
    method: "GET",
    path,
  });
}
