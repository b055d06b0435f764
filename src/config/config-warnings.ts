import { existsSync } from "node:fs";
import { problemAt } from "./check-source.ts";
import type { Problem } from "./problem.ts";
import type { Config } from "./schema.ts";
import { exposure, type SecretContext } from "./secret-field.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What is allowed in config.yml and worth a word: secrets that lie open, key files that are not there. */
export const configWarnings = (
  source: YamlSource,
  context: SecretContext,
  config: Config | undefined,
): Problem[] => [...exposed(source, context), ...absent(source, config)];

function exposed(source: YamlSource, context: SecretContext): Problem[] {
  const found: Problem[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (typeof value === "string") {
      const message = exposure(value, context);
      if (message !== undefined) found.push(problemAt(source, path, message));
    } else if (Array.isArray(value))
      value.forEach((entry, index) => {
        walk(entry, [...path, index]);
      });
    else if (typeof value === "object" && value !== null) {
      for (const [key, entry] of Object.entries(value)) walk(entry, [...path, key]);
    }
  };
  walk(source.value, []);
  return found;
}

function absent(source: YamlSource, config: Config | undefined): Problem[] {
  const ssh = config?.guests?.ssh;
  if (ssh === undefined) return [];
  return (["identityFile", "knownHostsFile"] as const)
    .filter((key) => !existsSync(ssh[key]))
    .map((key) =>
      problemAt(source, ["guests", "ssh", key], `${ssh[key]} is not there: no guest can be reached`),
    );
}
