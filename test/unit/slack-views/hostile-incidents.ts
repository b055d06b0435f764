import type { ModalView } from "@slack/types";
import fc from "fast-check";
import type { Failure } from "#domain/failure/failure.ts";
import { FailureKind } from "#domain/failure/failure-kind.ts";
import { type Incident, IncidentKind } from "#domain/rpo/incident.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { hostile } from "./hostile.ts";
import { drifts } from "./hostile-orphans.ts";
import { application, NOW } from "./sample.ts";
import { standing } from "./standing.ts";

const moment = fc.constantFrom(0, NOW);
const failure: fc.Arbitrary<Failure> = fc.record(
  {
    runs: fc.array(fc.record({ id: hostile, kind: fc.constantFrom(...FailureKind.options), at: moment }), {
      minLength: 1,
      maxLength: 50,
    }),
    left: fc.array(
      fc.record(
        {
          id: hostile,
          run: hostile,
          gone: fc.record(
            {
              at: moment,
              cleanup: fc.record({
                run: hostile,
                requestedBy: hostile,
                approvedBy: fc.array(hostile, { maxLength: 20 }),
              }),
            },
            { requiredKeys: ["at"] },
          ),
        },
        { requiredKeys: ["id", "run"] },
      ),
      { maxLength: 60 },
    ),
    mended: fc.record({ run: hostile, point: hostile, by: hostile, at: moment }),
  },
  { requiredKeys: ["runs", "left"] },
);

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
    failure: fc.option(failure, { nil: undefined }),
  })
  .map(({ by, until, snoozed, resolvedBy, failure: failed, ...rest }) => ({
    ...rest,
    ...(failed === undefined ? {} : { failure: failed }),
    ...(snoozed ? { snoozed: { by, at: NOW, ...(until === undefined ? {} : { until }) } } : {}),
    ...(resolvedBy === undefined ? {} : { resolvedAt: NOW, resolvedBy }),
  }));

export const hostileIncidents: Readonly<Record<string, fc.Arbitrary<Message | ModalView>>> = {
  allClear: incident.map(views.allClear),
  runbookModal: fc
    .array(fc.record({ heading: hostile, text: hostile }), { maxLength: 5 })
    .map(views.runbookModal),
  incidentMessage: fc
    .tuple(incident, fc.constantFrom(undefined, ...Object.values(standing)), drifts)
    .map(([one, status, [drift]]) => views.incidentMessage({ incident: one, application, status, drift })),
  incidentNews: fc
    .tuple(incident, fc.constantFrom("again", "resolved"))
    .map(([one, what]) => views.incidentNews(one, what, application)),
  incidentsAnswer: fc.array(incident, { maxLength: 20 }).map((all) => views.incidentsAnswer(all, NOW)),
  snoozedAnswer: incident.map(views.snoozedAnswer),
};
