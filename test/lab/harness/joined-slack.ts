import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SimulatedSlack } from "../../../playground/slack/simulated-slack.ts";
import { startSlack } from "../../../playground/slack/slack.ts";
import type { ApplicationDir, Document } from "./application-dir.ts";

/** A simulated Slack that a bot can be told of. */
export interface JoinedSlack extends AsyncDisposable {
  readonly slack: SimulatedSlack;
  /** What config.yml says of it. */
  readonly config: Document;
  /** Lays down the secrets that config.yml names. */
  writeSecrets(dir: ApplicationDir): Promise<void>;
}

/** The bot will listen at this port. */
export async function joinedSlack(port: number): Promise<JoinedSlack> {
  const slack = await startSlack({ requestUrl: `http://127.0.0.1:${port}/slack/events` });
  return {
    slack,
    config: {
      team: slack.team,
      botToken: `\${file:bot-token}`,
      signingSecret: `\${file:signing-secret}`,
      listen: { port },
      apiUrl: slack.apiUrl,
    },
    writeSecrets: async ({ path }) => {
      await writeFile(join(path, "bot-token"), slack.botToken, { mode: 0o600 });
      await writeFile(join(path, "signing-secret"), slack.signingSecret, { mode: 0o600 });
    },
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}
