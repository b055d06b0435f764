import { App } from "@slack/bolt";
import { boltLog } from "./bolt-log.ts";
import type { Deps } from "./listeners/deps.ts";
import { registerListeners } from "./listeners/register-listeners.ts";
import type { SlackConfig } from "./slack-config.ts";
import type { Transport } from "./transports/transport.ts";
import { webClientOptions } from "./web-client.ts";

/**
 * Bolt, with all listeners. It is given no token, so that it asks Slack nothing by itself at an event; calls are made with
 * our own client. What Bolt keeps or does for every request although we have no use for it is switched off.
 */
export function createApp(config: SlackConfig, transport: Transport, deps: Deps): App {
  const app = new App({
    receiver: transport.receiver,
    // A new object each time: Bolt writes the asker's ids into it.
    authorize: () => Promise.resolve({}),
    convoStore: false,
    ignoreSelf: false,
    logger: boltLog(deps.log),
    clientOptions: webClientOptions(config.apiUrl, deps.log),
  });
  registerListeners(app, deps);
  app.error(async (err) => deps.log.error({ err }, "a listener failed"));
  return app;
}
