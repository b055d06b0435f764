import type { App } from "@slack/bolt";
import { registerActions } from "./actions.ts";
import { registerCommands } from "./commands.ts";
import type { Deps } from "./deps.ts";
import { registerEvents } from "./events.ts";
import { registerViews } from "./views.ts";

/** One set of listeners, whichever way Slack's requests come. */
export function registerListeners(app: App, deps: Deps): void {
  registerCommands(app, deps);
  registerActions(app, deps);
  registerViews(app, deps);
  registerEvents(app, deps);
}
