import { actorMention, code, escaped } from "../mrkdwn.ts";

export interface Asked {
  readonly run: { readonly id: string };
  /** Slack id or name of whoever asked. */
  readonly requestedBy?: string | undefined;
  readonly reason?: string | undefined;
  /** As it was asked for: an id, or `latest`. */
  readonly point?: string | undefined;
}

/** Who asked, why, of which point, and the run's name: the small print of a run's message. */
export const provenance = ({ run, point, requestedBy, reason }: Asked): string =>
  [
    requestedBy === undefined ? undefined : askedBy(requestedBy),
    reason === undefined || reason.trim() === "" ? undefined : `“${escaped(reason, 300)}”`,
    point === undefined ? undefined : `point ${code(point, 120)}`,
    `run ${code(run.id, 80)}`,
  ]
    .filter((said) => said !== undefined)
    .join(" · ");

const askedBy = (who: string): string =>
  who === "schedule" ? "asked by its schedule" : `asked by ${actorMention(who)}`;
