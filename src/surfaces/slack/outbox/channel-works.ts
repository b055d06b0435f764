import type { Lane } from "./lane.ts";
import type { Parts } from "./parts.ts";

/** Slack took a message for this channel: the token is good, the channel is open, Slack answers. */
export function channelWorks(lane: Lane, { gate, log, ringAll }: Parts): void {
  const { channel } = lane;
  if (gate.accepted()) {
    log.info("Slack takes the token again: waiting messages go out");
    ringAll();
  }
  if (lane.refusals > 0) log.info({ channel }, "the Slack channel takes messages again");
  lane.refusals = 0;
  // Several unanswered messages were an outage, now over. A single one may be its own fault and keeps its distance.
  if (lane.unanswered.size > 1) {
    for (const id of lane.unanswered) {
      const entry = lane.entries.get(id);
      if (entry !== undefined) entry.notBefore = Number.NEGATIVE_INFINITY;
    }
  }
  lane.unanswered.clear();
}
