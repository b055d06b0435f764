import { z } from "zod";
import { Application } from "#domain/application.ts";
import { Duration } from "#domain/duration.ts";
import { configSchema } from "./schema.ts";

/** File name → JSON Schema of what a person writes, for editors. What only the checks between sections know is not in it. */
export function jsonSchemas(): ReadonlyMap<string, object> {
  const config = configSchema({ env: {}, path: (text) => text });
  return new Map([
    ["config.schema.json", describe(config, "Freezeframe: config.yml")],
    ["manifest.schema.json", describe(Application, "Freezeframe: manifest of one application")],
  ]);
}

function describe(schema: z.ZodType, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === Duration.in) jsonSchema.pattern = "^\\d+(\\.\\d+)?(ms|s|m|h|d|w)$";
    },
  });
  return { $schema, title, ...rest };
}
