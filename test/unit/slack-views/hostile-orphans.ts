import fc from "fast-check";
import type { Adoption } from "#domain/adopt/adoption.ts";
import type { DriftReport } from "#domain/drift/report.ts";
import { OrphanClass, OrphanKind } from "#domain/orphans/orphan.ts";
import type { OrphanRecord } from "#domain/orphans/orphan-record.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { hostile } from "./hostile.ts";
import { cleanups } from "./orphans.ts";
import { application, evidence, NOW, pointOf } from "./sample.ts";

const many = fc.array(hostile, { maxLength: 8 });
const moment = fc.constantFrom(0, NOW - 1, NOW + 90 * 86_400_000);
const kept = fc.record(
  { by: fc.oneof(hostile, fc.constant("U0KIM2345")), at: moment, until: moment, reason: hostile },
  { requiredKeys: ["by", "at"] },
);

/** Whoever names resources in a cloud chooses these words. */
const record: fc.Arbitrary<OrphanRecord> = fc
  .record({
    orphan: fc.record({
      ...{
        id: hostile,
        cloud: hostile,
        application: hostile,
        thing: hostile,
        name: hostile,
        status: hostile,
      },
      class: fc.constantFrom(...OrphanClass.options),
      kind: fc.constantFrom(...OrphanKind.options),
      by: fc.constantFrom("clean-up" as const, "administrator" as const, "owner" as const),
      ...{ gib: fc.nat(), objects: fc.nat(), fingerprint: fc.constant("f") },
      ...{ proof: many, commands: many, after: fc.constant<string[]>([]) },
    }),
    foundAt: moment,
    kept: fc.option(kept, { nil: undefined }),
  })
  .map(({ kept: by, ...rest }) => ({ ...rest, ...(by === undefined ? {} : { kept: by }) }));

const line = fc
  .record({
    record,
    stays: fc.option(fc.oneof(hostile, fc.constant("kept by U0KIM2345")), { nil: undefined }),
  })
  .map(({ record: one, stays }) => (stays === undefined ? { record: one } : { record: one, stays }));

const scan = fc.record({
  ...{
    cloud: hostile,
    runId: hostile,
    startedAt: moment,
    endedAt: moment,
    aheadMs: fc.nat(),
    orphans: fc.nat(),
  },
  looked: fc.record({
    ...{ sets: fc.nat(), snapshots: fc.nat(), groups: fc.nat(), volumes: fc.nat(), servers: fc.nat() },
  }),
  adoptable: fc.array(fc.record({ setId: hostile, name: hostile }), { maxLength: 9 }),
  ...{ adoptableCount: fc.nat(), unknown: many, unknownCount: fc.nat() },
});

const shown = fc.record({
  report: fc.record({
    scans: fc.array(scan, { maxLength: 3 }),
    unscanned: many,
    orphans: fc.array(line, { maxLength: 60 }),
  }),
  whose: fc.option(hostile, { nil: undefined }),
  now: fc.constantFrom(undefined, NOW),
  called: fc.constantFrom(undefined, application),
  unseen: fc.array(fc.record({ cloud: hostile, why: hostile }), { maxLength: 9 }),
  scanning: fc.option(hostile, { nil: undefined }),
});

const asked = fc.record(
  { runId: hostile, application: hostile, requestedBy: hostile, reason: hostile },
  { requiredKeys: ["runId", "application"] },
);
const item = fc.record({
  ...{ id: hostile, kind: hostile, thing: hostile, name: hostile, gib: fc.nat(), why: hostile, remedy: many },
  outcome: fc.constantFrom("deleted" as const, "gone" as const, "skipped" as const, "left" as const),
});
const stays = fc.record({ id: hostile, name: hostile, kind: hostile, why: hostile });

const findings = fc.array(
  fc.record(
    {
      ...{ code: hostile, subject: hostile, text: hostile, costs: hostile, next: hostile, since: moment },
      severity: fc.constantFrom("error" as const, "warning" as const, "info" as const),
    },
    { requiredKeys: ["code", "subject", "text", "since", "severity"] },
  ),
  { maxLength: 40 },
);

export const drifts: fc.Arbitrary<DriftReport[]> = fc.array(
  fc.record({ application: hostile, at: moment, findings, unseen: many }),
  { maxLength: 20 },
);

const set = { cloud: hostile, groupSnapshotId: hostile, name: hostile, application: hostile };
const adoption: fc.Arbitrary<Adoption> = fc.oneof(
  fc.record({
    ...set,
    verdict: fc.constant("adopt" as const),
    point: fc.record({ id: hostile, text: hostile }).map(({ id, text }) => {
      const made = pointOf(evidence.whole, { id });
      return { ...made, label: { ...made.label, text } };
    }),
    restsOn: fc.constantFrom("stamps" as const, "cinder" as const),
    notes: many,
  }),
  fc.record({ ...set, verdict: fc.constant("refused" as const), why: many, next: hostile }),
);

export const hostileOrphans: Readonly<Record<string, fc.Arbitrary<Message>>> = {
  orphansMessage: shown.map(views.orphansMessage),
  orphansGoneMessage: hostile.map(views.orphansGoneMessage),
  orphansReplacedMessage: hostile.map(views.orphansReplacedMessage),
  orphansKeptAnswer: fc
    .tuple(hostile, fc.array(record, { maxLength: 20 }))
    .map(([name, all]) => views.orphansKeptAnswer(name, all)),
  driftAnswer: drifts.map(views.driftAnswer),
  adoptionAnswer: fc
    .tuple(fc.array(adoption, { maxLength: 20 }), fc.option(hostile, { nil: undefined }), fc.boolean())
    .map(([all, name, done]) =>
      views.adoptionAnswer({ found: all, known: 3, ...(done ? { adopted: [] } : {}) }, name, NOW),
    ),
  cleanupMessage: fc
    .tuple(asked, fc.array(item, { maxLength: 30 }), many)
    .map(([who, items, approvedBy]) => views.cleanupMessage(who, { ...cleanups.whole, items, approvedBy })),
  nothingCleanedMessage: fc
    .tuple(asked, fc.array(stays, { maxLength: 60 }), hostile, hostile)
    .map(([who, all, why, next]) =>
      views.nothingCleanedMessage(who, {
        ...{ outcome: "refused", application: who.application, stays: all, why, next },
      }),
    ),
  cleanupFailedMessage: fc
    .tuple(asked, fc.option(fc.record({ message: hostile, next: hostile }), { nil: undefined }))
    .map(([who, error]) => views.cleanupFailedMessage(who, error)),
};
