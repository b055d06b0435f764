import { App, HTTPReceiver, LogLevel } from "@slack/bolt";

/**
 * The rival: Bolt as it comes, over HTTP, with one command that is acknowledged at once. Reads the signing secret from
 * standard input, prints its port, and ends with its parent.
 */
async function bareBolt(signingSecret: string): Promise<void> {
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: "xoxb-none", botId: "B0BENCH", botUserId: "U0BENCH" }),
    logLevel: LogLevel.ERROR,
  });
  app.command("/ff", async ({ ack }) => ack("got it"));
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  process.stdout.write(`${address.port}\n`);
}

process.stdin.setEncoding("utf8");
process.stdin.once("data", (secret: string) => void bareBolt(secret.trim()));
process.stdin.on("end", () => process.exit(0));
