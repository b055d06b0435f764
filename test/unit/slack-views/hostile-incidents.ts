import fc from "fast-check";
import { type Incident, IncidentKind } from "#domain/rpo/incident.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { hostile } from "./hostile.ts";
import { drifts } from "./hostile-orphans.ts";
import { application, NOW } from "./sample.ts";
import { standing } from "./standing.ts";

/** Incidents of which outsiders chose every word. */
const incident: fc.Arbitrary<Incident> = fc
  .record({
    id: hostile,
    kind: fc.constantFrom(...IncidentKind.options),
    application: hostile,
    openedAt: fc.constantFrom(0, NOW - 1, NOW + 90 * 86_400_000),
    text: hostile,
    next: hostile,
    by: fc.oneof(hostile, fc.constant("U0KIM2345")),
    until: fc.constantFrom(undefined, NOW),
    snoozed: fc.boolean(),
    resolvedBy: fc.option(hostile, { nil: undefined }),
  })
  .map(({ by, until, snoozed, resolvedBy, ...rest }) => ({
    ...rest,
    ...(snoozed ? { snoozed: { by, at: NOW, ...(until === undefined ? {} : { until }) } } : {}),
    ...(resolvedBy === undefined ? {} : { resolvedAt: NOW, resolvedBy }),
  }));

export const hostileIncidents: Readonly<Record<string, fc.Arbitrary<Message>>> = {
  incidentMessage: fc
    .tuple(incident, fc.constantFrom(undefined, ...Object.values(standing)), drifts)
    .map(([one, status, [drift]]) => views.incidentMessage({ incident: one, application, status, drift })),
  incidentNews: fc
    .tuple(incident, fc.constantFrom("again", "resolved"))
    .map(([one, what]) => views.incidentNews(one, what, application)),
  incidentsAnswer: fc.array(incident, { maxLength: 20 }).map((all) => views.incidentsAnswer(all, NOW)),
  snoozedAnswer: incident.map(views.snoozedAnswer),
};
