import { applicationStatus } from "#domain/application-status.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { incidentMessage } from "#surfaces/slack/views/incident-message.ts";
import { incidentNews } from "#surfaces/slack/views/incident-news.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { snoozedAnswer } from "#surfaces/slack/views/snoozed-answer.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { incidents } from "./incidents.ts";
import { application, evidence, NOW, pointOf } from "./sample.ts";

const usable = pointOf(evidence.whole, {
  id: "orders-db-20261123-044203-11d0",
  createdAt: NOW - 6 * 3_600_000,
});

const status = applicationStatus(application, {
  ...{ runs: [], newest: usable, usable, paused: undefined },
  ...{ shown: nothingShown, watched: nothingWatched },
});

const tell = (incident: Incident): Message => incidentMessage({ incident, application, status }, NOW);

/** One message for each incident, and the words in its thread. */
export const incidentMessages: Readonly<Record<string, Message>> = {
  "incident-rpo": tell(incidents.open),
  "incident-rpo-no-point": incidentMessage({ incident: incidents.open, application, status: undefined }, NOW),
  "incident-snoozed": tell(incidents.snoozed),
  "incident-snoozed-until-resolved": tell(incidents.forGood),
  "incident-resolved": tell(incidents.resolved),
  "incident-unwatched": incidentMessage(
    { incident: incidents.unwatched, application: undefined, status: undefined },
    NOW,
  ),
  "incident-tested": tell(incidents.tested),
  "incident-inconclusive": tell(incidents.inconclusive),
  "incident-news-again": incidentNews(incidents.again, "again", application),
  "incident-news-resolved": incidentNews(incidents.resolved, "resolved", application),
};

export const incidentAnswers: Readonly<Record<string, Message>> = {
  "incident-snoozed-answer": snoozedAnswer(incidents.snoozed),
};
