import type { App } from "@slack/bolt";
import { abortable } from "../abortable.ts";
import { slackCode } from "../slack-code.ts";
import { homeView } from "../views/index.ts";
import type { Deps } from "./deps.ts";
import { HomeOpened, TokensRevoked, Uninstalled } from "./payloads.ts";
import { waitingFor } from "./waiting-for.ts";

const DEADLINE_MS = 15_000;

/** Events API. Bolt has acknowledged them already. */
export function registerEvents(app: App, deps: Deps): void {
  app.event("app_home_opened", async ({ body }) => {
    const { team_id: team, event } = HomeOpened.parse(body);
    if (team !== deps.team || (event.tab ?? "home") !== "home") return;
    await deps.inFlight.run(DEADLINE_MS, (signal) => publishHome(event.user, deps, signal));
  });
  app.event("app_uninstalled", async ({ body }) => {
    if (Uninstalled.parse(body).team_id === deps.team)
      deps.revoked(
        "the app was uninstalled from the workspace: install it again, put its new token into config",
      );
  });
  app.event("tokens_revoked", async ({ body }) => {
    const { team_id: team, event } = TokensRevoked.parse(body);
    if (team === deps.team && (event.tokens.bot ?? []).length > 0)
      deps.revoked("the bot token was revoked: install the app again, put its new token into config");
  });
}

/** Best effort: the next look at Home makes it anew. */
async function publishHome(user: string, deps: Deps, signal: AbortSignal): Promise<void> {
  const { operations, client, clock, log } = deps;
  const [applications, approvals, restores] = await Promise.all([
    operations.overview(),
    operations.approvals(),
    operations.restores(),
  ]);
  const mine = await waitingFor(user, approvals, deps, signal);
  const view = homeView({ applications, approvals, mine, restores }, clock.now());
  try {
    await abortable(client.views.publish({ user_id: user, view }), signal);
  } catch (cause) {
    log.warn({ code: slackCode(cause), user }, "the home tab could not be published");
  }
}
