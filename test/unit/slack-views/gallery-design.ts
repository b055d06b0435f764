import { makeDesign } from "#domain/design/make-design.ts";
import { designAnswer } from "#surfaces/slack/views/design-answer.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { cloudSeen, designFacts } from "../domain/design/sample-facts.ts";

/** Nobody has declared a driver, and these rights show no pools. */
const blind = cloudSeen({
  as: { project: "prod", reader: "prod" },
  pools: { unread: "403" },
  declared: [],
});

export const designAnswers: Readonly<Record<string, Message>> = {
  design: designAnswer(makeDesign(designFacts()), "C0123456789"),
  "design-unknown": designAnswer(makeDesign(designFacts("loops", { cloud: blind })), "C0123456789"),
};
