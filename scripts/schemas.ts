import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonSchemas } from "#config/json-schemas.ts";

/** Writes schemas/*.schema.json from the zod schemas: node scripts/schemas.ts */
const directory = join(import.meta.dirname, "..", "schemas");
await mkdir(directory, { recursive: true });
for (const [name, schema] of jsonSchemas()) {
  await writeFile(join(directory, name), `${JSON.stringify(schema, null, 2)}\n`);
}
