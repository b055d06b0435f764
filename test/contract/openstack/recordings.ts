import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const folder = join(import.meta.dirname, "../../fixtures/recordings");

const Recording = z.object({
  as: z.string().nullable(),
  request: z.object({
    method: z.enum(["GET", "POST", "PUT", "DELETE"]),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});

/** One recorded exchange, its path without version and project. */
export interface Recording extends z.infer<typeof Recording> {
  readonly file: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** All exchanges of `test/fixtures/recordings`, by file name. */
export function recordings(): Recording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.sort().map((file) => {
    const recording = Recording.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
    const url = new URL(recording.request.path, "http://server");
    const path = url.pathname.replace(/^\/v3\/[0-9a-f]{32}(?=\/|$)/, "").replace(/^\/v2\.1(?=\/)/, "");
    return { ...recording, file, path, query: Object.fromEntries(url.searchParams) };
  });
}

/** The fault that Cinder, Keystone and Nova wrap differently. */
export function faultMessage(body: unknown): string {
  const fault = z.record(z.string(), z.looseObject({ message: z.string() })).safeParse(body);
  return Object.values(fault.data ?? {})[0]?.message ?? "";
}

/** What `identity.test.ts` reads; everything else belongs to a call of `calls.ts`. */
export const identityRecordings = [
  "001-keystone-versions.json",
  "002-keystone-token-password.json",
  "003-keystone-token-bad-password.json",
  "005-keystone-token-app-credential.json",
  "009-cinder-versions.json",
  "010-cinder-v3-version.json",
] as const;
