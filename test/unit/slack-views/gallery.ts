import type { HomeView, ModalView } from "@slack/types";
import type { Message } from "#surfaces/slack/views/message.ts";
import { adoptionAnswers } from "./gallery-adoption.ts";
import { alerts } from "./gallery-alerts.ts";
import { answers } from "./gallery-answers.ts";
import { approvalAnswers, approvalMessages, approvalModals } from "./gallery-approvals.ts";
import { designAnswers } from "./gallery-design.ts";
import { driftAnswers, driftMessages } from "./gallery-drift.ts";
import { incidentAnswers, incidentMessages } from "./gallery-incidents.ts";
import { orphanAnswers, orphanMessages } from "./gallery-orphans.ts";
import { restoreAnswers, restoreMessages, restoreModals } from "./gallery-restores.ts";
import { retentionAnswers, retentionMessages } from "./gallery-retention.ts";
import { runs } from "./gallery-runs.ts";
import { testAnswers, testMessages } from "./gallery-tests.ts";
import { windows } from "./gallery-windows.ts";

/** One view in one state. */
export interface Shown {
  /** Also the name of its picture. */
  readonly name: string;
  /** Where people see it: a channel, only they themselves, a dialog, the Home tab. */
  readonly where: "channel" | "ephemeral" | "modal" | "home";
  readonly shown: Message | ModalView | HomeView;
}

/** Every view in every state. A message that has classic blocks is there twice. */
export const gallery: readonly Shown[] = [
  ...section("channel", {
    ...runs,
    ...approvalMessages,
    ...restoreMessages,
    ...testMessages,
    ...alerts,
    ...incidentMessages,
    ...retentionMessages,
    ...orphanMessages,
    ...driftMessages,
  }),
  ...section("ephemeral", {
    ...answers,
    ...approvalAnswers,
    ...restoreAnswers,
    ...testAnswers,
    ...incidentAnswers,
    ...retentionAnswers,
    ...orphanAnswers,
    ...driftAnswers,
    ...designAnswers,
    ...adoptionAnswers,
  }),
  ...section("modal", { ...windows.modals, ...approvalModals, ...restoreModals }),
  ...section("home", windows.homes),
];

function section(where: Shown["where"], views: Readonly<Record<string, Shown["shown"]>>): Shown[] {
  return Object.entries(views).flatMap(([name, shown]) => [
    { name, where, shown },
    ...("classic" in shown && shown.classic !== undefined
      ? [{ name: `${name}-classic`, where, shown: { text: shown.text, blocks: shown.classic } }]
      : []),
  ]);
}

/** The blocks of any of them. */
export const blocksOf = ({ shown }: Shown): Message["blocks"] =>
  "text" in shown ? shown.blocks : knownBlocks(shown);

// Views are typed to hold any block; ours are made of known ones.
const knownBlocks = (view: ModalView | HomeView): Message["blocks"] => view.blocks as Message["blocks"];
