import type { Adoption, AdoptionPlan } from "#domain/adopt/adoption.ts";
import { adoptionAnswer } from "#surfaces/slack/views/adoption-answer.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { application, evidence, NOW, pointOf } from "./sample.ts";

const HOUR = 3_600_000;
const name = application.application;
const about = {
  ...{ cloud: "prod", application: name, groupSnapshotId: "5d1c2b3a-0000-4000-8000-000000000001" },
  name: `ff/prod/${name}/r-20261123-104203-7f3a9c21/0123456789abcdef01234567`,
};

const found: Adoption[] = [
  { ...about, verdict: "adopt", point: pointOf(evidence.whole), restsOn: "stamps", notes: [] },
  {
    ...about,
    verdict: "adopt",
    point: pointOf(evidence.unknown, { id: `${name}-20261122-104207-55c0`, createdAt: NOW - 24 * HOUR }),
    restsOn: "cinder",
    notes: ["1 of 3 members has no stamp: no more than what Cinder shows is claimed"],
  },
  {
    ...about,
    verdict: "refused",
    why: ["the stamp of member 90ab says grade A, and its signature does not fit: it was forged or changed"],
    next: "look at who may change metadata in this project",
  },
];

const plan = (change: Partial<AdoptionPlan> = {}): AdoptionPlan => ({ found, known: 12, ...change });

export const adoptionAnswers: Readonly<Record<string, Message>> = {
  adoption: adoptionAnswer(plan(), name, NOW),
  "adoption-one": adoptionAnswer(plan({ found: found.slice(0, 1), known: 1 }), undefined, NOW),
  "adoption-done": adoptionAnswer(
    plan({ found: found.slice(0, 2), adopted: found.map((one) => one.groupSnapshotId).slice(0, 2) }),
    name,
    NOW,
  ),
  "adoption-refused": adoptionAnswer(plan({ found: found.slice(2) }), name, NOW),
  "adoption-none": adoptionAnswer(plan({ found: [] }), undefined, NOW),
};
