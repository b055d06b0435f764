import { randomBytes } from "node:crypto";
import type { Method } from "./method.ts";

/** Where a ticket is exchanged for a connection. */
export const SOCKET_PATH = "/link/";

/** docs.slack.dev/reference/methods/apps.connections.open: needs an app-level token with connections:write. */
export const connectionsOpen: Method = {
  token: "app",
  scopes: [],
  tier: "1",
  handle: ({ state, origin }) => {
    const ticket = randomBytes(8).toString("hex");
    const url = new URL(SOCKET_PATH, origin.replace(/^http/, "ws"));
    url.searchParams.set("ticket", ticket);
    url.searchParams.set("app_id", state.seed.app.id);
    return { url: url.href };
  },
};
