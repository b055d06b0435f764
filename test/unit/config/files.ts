import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import type { Findings } from "#config/format-validation.ts";
import { validateFiles } from "#config/load.ts";
import { problemText } from "#config/problem.ts";

export const SIGNING_KEY = "sesame-sesame-sesame-sesame-sesame";

export const env = { SIGNING_KEY };

export const CONFIG = `instance: test
store: { path: freezeframe.sqlite }
signingKey: \${env:SIGNING_KEY}
clouds: { prod: {} }
`;

export const MANIFEST = `version: 1
application: orders
cloud: prod
owners: { operators: [U0OPS], approvers: [U0BOSS] }
group:
  name: orders
  volumes:
    - { role: data, name: orders-data }
    - { role: wal, name: orders-wal }
servers:
  - { name: db-1, local: { port: 7001 } }
quiesce:
  policy: require
  stages:
    - [{ kind: fsfreeze, server: db-1, roles: [data, wal] }]
`;

/** A directory with these files, gone at the end of the scope. */
export function directoryWith(
  files: Readonly<Record<string, string>>,
): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "freezeframe-config-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text, { mode: 0o600 });
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** What validation finds in a directory with these files. */
export async function validated(files: Readonly<Record<string, string>>): Promise<Findings> {
  using directory = directoryWith(files);
  return await validateFiles({ cwd: directory.path, env });
}

/** The problems of one manifest beside a config that is right, one line each. */
export async function problemsOf(manifest: string): Promise<string[]> {
  const { problems } = await validated({ "config.yml": CONFIG, "manifests/orders.yml": manifest });
  return problems.map(problemText);
}

/** The problems of one config.yml beside a manifest that is right, one line each. */
export async function configProblemsOf(config: string): Promise<string[]> {
  const { problems } = await validated({ "config.yml": config, "manifests/orders.yml": MANIFEST });
  return problems.map(problemText);
}

/** The manifest with a change made to its parsed form. */
// biome-ignore lint/suspicious/noExplicitAny: a test's hand in a document of any shape
export function manifestWith(change: (manifest: any) => void): string {
  const manifest = parse(MANIFEST);
  change(manifest);
  return stringify(manifest);
}
