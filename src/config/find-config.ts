import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Environment } from "./environment.ts";

export interface ConfigRequest {
  /** `--config`; the first of all. */
  readonly configPath?: string | undefined;
  readonly cwd: string;
  readonly env: Environment;
}

/** Where config.yml is: `--config`, FREEZEFRAME_CONFIG, ./config.yml, /etc/freezeframe/config.yml. */
export function findConfig({ configPath, cwd, env }: ConfigRequest): {
  readonly file?: string;
  readonly looked: readonly string[];
} {
  const named = configPath ?? env.FREEZEFRAME_CONFIG;
  const looked = named ? [resolve(cwd, named)] : [resolve(cwd, "config.yml"), "/etc/freezeframe/config.yml"];
  const file = looked.find((candidate) => existsSync(candidate));
  return file === undefined ? { looked } : { file, looked };
}
