import fc from "fast-check";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { hostile } from "./hostile.ts";
import { NOW } from "./sample.ts";

const fates = fc.array(
  fc.record({
    point: hostile,
    createdAt: fc.constantFrom(0, NOW - 1, NOW + 90 * 86_400_000),
    label: hostile,
    fate: fc.constantFrom("stays" as const, "goes" as const, "later" as const),
    why: fc.array(hostile, { maxLength: 8 }),
  }),
  { maxLength: 120 },
);

const mandate = fc.oneof(
  fc.record({ state: fc.constant("given" as const), text: hostile }),
  fc.record({ state: fc.constant("waiting" as const), text: hostile, approvalId: hostile }),
  fc.record({ state: fc.constant("wanting" as const), text: hostile }),
);

const inForce = fc.record({
  policy: fc.record({
    ...{ last: fc.nat(), daily: fc.nat(), weekly: fc.nat(), monthly: fc.nat(), yearly: fc.nat() },
    timezone: hostile,
  }),
  digest: hostile,
  mandate,
});

const view = fc
  .record({
    application: hostile,
    inForce: fc.option(inForce, { nil: undefined }),
    halts: fc.array(hostile, { maxLength: 9 }),
    fates,
  })
  .map(({ inForce: given, ...rest }) => ({
    ...rest,
    at: NOW,
    ...(given === undefined ? {} : { inForce: given }),
  }));

const held = fc.record({
  by: fc.oneof(hostile, fc.constant("U0KIM2345")),
  at: fc.constant(NOW),
  reason: hostile,
});

export const hostileRetention: Readonly<Record<string, fc.Arbitrary<Message>>> = {
  retentionAnswer: view.map(views.retentionAnswer),
  retentionsAnswer: fc.array(view, { maxLength: 60 }).map(views.retentionsAnswer),
  protectAnswer: fc
    .record({
      point: hostile,
      application: hostile,
      protected: fc.option(held, { nil: undefined }),
      unmarked: fc.array(hostile, { maxLength: 20 }),
    })
    .map(({ protected: by, ...rest }) =>
      views.protectAnswer({ ...rest, ...(by === undefined ? {} : { protected: by }) }),
    ),
};
