import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonSchemas } from "#config/json-schemas.ts";
import { accessRuleFiles } from "#domain/doctor/access-rules.ts";

/** Writes what is generated from the source: schemas/*.schema.json from the zod schemas, deploy/keystone/*.json from the calls. */
const root = join(import.meta.dirname, "..");
const files = new Map<string, object>([
  ...[...jsonSchemas()].map(([name, schema]) => [join("schemas", name), schema] as const),
  ...[...accessRuleFiles()].map(([name, rules]) => [join("deploy", "keystone", name), rules] as const),
]);
for (const [file, content] of files) {
  await mkdir(join(root, file, ".."), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(content, null, 2)}\n`);
}
