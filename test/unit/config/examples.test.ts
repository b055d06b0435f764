import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { jsonSchemas } from "#config/json-schemas.ts";
import { loadInstallation } from "#config/load.ts";
import { manifestFiles } from "#config/read-manifests.ts";
import { env } from "./files.ts";

const root = resolve(import.meta.dirname, "../../..");

test("the examples are right, and ask for nothing that they cannot reach", async () => {
  const { applications, warnings } = await loadInstallation({
    cwd: root,
    configPath: "config.example.yml",
    env: { FREEZEFRAME_SIGNING_KEY: env.SIGNING_KEY },
  });
  expect(applications.size).toBe(manifestFiles(join(root, "manifests")).length);
  expect(applications.has("orders-db")).toBe(true);
  expect(warnings.map(({ path }) => path)).toEqual(["guests.ssh.identityFile", "guests.ssh.knownHostsFile"]);
});

test("every example names its schema, for editors", () => {
  const names = ["config.example.yml", ...manifestFiles(join(root, "manifests"))].map((file) =>
    resolve(root, file),
  );
  for (const file of names) {
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(file, "utf8"))?.[1];
    expect(schema, file).toBeDefined();
    expect(() => JSON.parse(readFileSync(resolve(file, "..", schema ?? ""), "utf8"))).not.toThrow();
  }
});

test.each([...jsonSchemas()])("schemas/%s is what node scripts/schemas.ts writes", (name, schema) => {
  expect(JSON.parse(readFileSync(join(root, "schemas", name), "utf8"))).toEqual(
    JSON.parse(JSON.stringify(schema)),
  );
});

test("the examples are right by the schema that editors use, and a misspelt key is not", () => {
  const schemas = new Map(
    [...jsonSchemas()].map(([name, schema]) => [name, z.fromJSONSchema({ ...schema })]),
  );
  const read = (file: string) => parse(readFileSync(resolve(root, file), "utf8"));
  for (const file of manifestFiles(join(root, "manifests")))
    expect(schemas.get("manifest.schema.json")?.safeParse(read(file)), file).toMatchObject({ success: true });
  expect(schemas.get("config.schema.json")?.safeParse(read("config.example.yml"))).toMatchObject({
    success: true,
  });
  const misspelt = { ...read("manifests/orders-db.yml"), quisce: {} };
  expect(schemas.get("manifest.schema.json")?.safeParse(misspelt).success).toBe(false);
});

test("docs/configuration.md describes every key", () => {
  const text = readFileSync(join(root, "docs/configuration.md"), "utf8");
  const documented = new Set(
    [...text.matchAll(/`([^`\s]+)`/g)].flatMap((match) => match[1]?.split(".") ?? []),
  );
  for (const [name, schema] of jsonSchemas()) {
    for (const key of keysOf(schema)) expect(documented.has(key), `${name}: ${key}`).toBe(true);
  }
});

/** Names of all properties of a JSON Schema, at any depth. */
function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}
