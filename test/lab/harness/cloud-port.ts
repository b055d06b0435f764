import { connectCloud } from "#cloud/connect-cloud.ts";
import { readCloud } from "#config/clouds-file.ts";
import { systemClock } from "#support/clock.ts";
import type { Lab } from "./lab.ts";

/** The bot's own way to the lab's cloud, as a member of its project. */
export async function cloudPort({ cloudsFile }: Lab): Promise<Awaited<ReturnType<typeof connectCloud>>> {
  const place = { env: { OS_CLIENT_CONFIG_FILE: cloudsFile }, cwd: import.meta.dirname };
  const credentials = await readCloud("lab-bot", place);
  return connectCloud({ credentials, declared: [], clock: systemClock });
}
