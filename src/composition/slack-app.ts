import type { Installation } from "#config/load.ts";
import type { SlackAppPort } from "#domain/doctor/slack-app.ts";
import type { Log } from "#support/log.ts";

/** The Slack app as `doctor` looks at it; undefined without one. Slack's client is loaded when it is first needed. */
export function slackAppOf({ config }: Installation, log: Log): SlackAppPort | undefined {
  const { slack } = config;
  if (slack === undefined) return undefined;
  return {
    look: async (channel, signal) => {
      const [{ appLook }, { createWebClient }] = await Promise.all([
        import("#surfaces/slack/app-look.ts"),
        import("#surfaces/slack/web-client.ts"),
      ]);
      return appLook(createWebClient(slack, log), slack).look(channel, signal);
    },
  };
}
