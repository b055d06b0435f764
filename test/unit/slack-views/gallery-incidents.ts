import { applicationStatus } from "#domain/application-status.ts";
import type { Incident } from "#domain/rpo/incident.ts";
import { incidentMessage } from "#surfaces/slack/views/incident-message.ts";
import { incidentNews } from "#surfaces/slack/views/incident-news.ts";
import { incidentsAnswer } from "#surfaces/slack/views/incidents-answer.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { snoozedAnswer } from "#surfaces/slack/views/snoozed-answer.ts";
import { nothingShown, nothingWatched } from "../nothing-shown.ts";
import { failureIncident, failures } from "./failures.ts";
import { incidents } from "./incidents.ts";
import { application, NOW, POINT } from "./sample.ts";

const DAY = 86_400_000;

const status = applicationStatus(application, {
  ...{ runs: [], newest: undefined, usable: undefined, paused: undefined },
  shown: {
    ...nothingShown,
    tested: { id: POINT, createdAt: NOW - 16 * DAY, testedAt: NOW - 15 * DAY },
  },
  watched: nothingWatched,
});

const tell = (incident: Incident): Message => incidentMessage({ incident, application, status });

/** One message for each incident, and the words in its thread. */
export const incidentMessages: Readonly<Record<string, Message>> = {
  "incident-rpo": tell(incidents.open),
  "incident-snoozed": tell(incidents.snoozed),
  "incident-snoozed-until-resolved": tell(incidents.forGood),
  "incident-resolved": tell(incidents.resolved),
  "incident-unwatched": incidentMessage({
    ...{ incident: incidents.unwatched, application: undefined, status: undefined },
  }),
  "incident-tested": tell(incidents.tested),
  "incident-inconclusive": tell(incidents.inconclusive),
  "incident-drift": tell(incidents.drift),
  "incident-left": tell(incidents.left),
  "incident-backup": incidentMessage({
    ...{ incident: incidents.backup, application: undefined, status: undefined },
  }),
  "failure-news-clear": incidentNews(failureIncident(failures.clear), "resolved", application),
  "failure-news-again": incidentNews(failureIncident(failures.again), "again", application),
  "incident-news-again": incidentNews(incidents.again, "again", application),
  "incident-news-resolved": incidentNews(incidents.resolved, "resolved", application),
};

export const incidentAnswers: Readonly<Record<string, Message>> = {
  "incident-snoozed-answer": snoozedAnswer(incidents.snoozed),
  incidents: incidentsAnswer(
    [incidents.tested, incidents.snoozed, incidents.resolved, incidents.unwatched],
    NOW,
  ),
  "incidents-failure": incidentsAnswer(
    [failureIncident(failures.begun), failureIncident(failures.clear), incidents.backup],
    NOW,
  ),
  "incidents-none": incidentsAnswer([], NOW),
  "incidents-many": incidentsAnswer(
    Array.from({ length: 20 }, (_, index) => ({ ...incidents.inconclusive, application: `app-${index}` })),
    NOW,
  ),
};
