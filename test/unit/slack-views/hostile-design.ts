import fc from "fast-check";
import { makeDesign } from "#domain/design/make-design.ts";
import * as views from "#surfaces/slack/views/index.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { designFacts } from "../domain/design/sample-facts.ts";
import { hostile } from "./hostile.ts";

const sample = makeDesign(designFacts());
const grade = fc.constantFrom("A" as const, "E" as const, undefined);
const reachable = fc
  .record({ grade, text: hostile, lacks: fc.array(hostile, { maxLength: 9 }) })
  .map(({ grade: reached, ...rest }) => ({ ...rest, ...(reached === undefined ? {} : { grade: reached }) }));

const design = fc
  .record({
    application: hostile,
    cloud: hostile,
    opening: fc.array(fc.record({ text: hostile, known: fc.boolean() }), { maxLength: 20 }),
    frozen: reachable,
    unfrozen: reachable,
  })
  .map(({ application, cloud, opening, frozen, unfrozen }) => ({
    ...sample,
    application,
    cloud,
    opening: opening.flatMap((said) => sample.opening.slice(0, 1).map((one) => ({ ...one, ...said }))),
    reach: { frozen, unfrozen },
  }));

/** Designs with whatever a cloud or a manifest says in them. */
export const hostileDesigns = {
  designAnswer: design.map((one) => views.designAnswer(one, "C0123456789")),
  /** Words above a file are no message; they stand in one here. */
  designWords: design.map((one): Message => {
    const text = views.designWords(one, "<@U0KIM2345>");
    return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] };
  }),
};
