import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { CloudEntry } from "./open-stack.ts";

/** A user of the lab, as its clouds.yaml has it. */
export async function cloudEntry(cloudsFile: string, name: "lab-bot" | "lab-admin"): Promise<CloudEntry> {
  const { clouds } = parse(await readFile(cloudsFile, "utf8")) as { clouds: Record<string, CloudEntry> };
  const entry = clouds[name];
  if (entry === undefined) throw new Error(`${cloudsFile} has no ${name}`);
  return entry;
}

/** The same as the environment that OpenStack's clients read. */
export async function clientEnvironment(
  ...of: Parameters<typeof cloudEntry>
): Promise<Record<string, string>> {
  const { auth } = await cloudEntry(...of);
  return {
    OS_AUTH_URL: auth.auth_url,
    OS_USERNAME: auth.username,
    OS_PASSWORD: auth.password,
    OS_PROJECT_NAME: auth.project_name,
    OS_USER_DOMAIN_ID: "default",
    OS_PROJECT_DOMAIN_ID: "default",
  };
}
