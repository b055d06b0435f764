/** The first route whose method and path fit; `:name` takes one segment. */
export function matchRoute<R extends { readonly method: string; readonly path: string }>(
  routes: readonly R[],
  method: string,
  segments: readonly string[],
): { readonly route: R; readonly params: Readonly<Record<string, string>> } | undefined {
  for (const route of routes) {
    const params = route.method === method ? matchPath(route.path.split("/"), segments) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchPath(path: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (path.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of path.entries()) {
    const segment = decodeURIComponent(segments[at] ?? "");
    if (part.startsWith(":")) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}
