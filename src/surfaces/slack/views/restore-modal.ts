import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";
import { z } from "zod";
import type { Application } from "#domain/application.ts";
import { REASON_MAX } from "#domain/approval.ts";
import { atLeast } from "#domain/label.ts";
import type { RecoveryPoint } from "#domain/recovery-point.ts";
import { toIso } from "#support/clock.ts";
import { atMost, fitted } from "../fit.ts";
import { LIMITS } from "../limits.ts";
import { actorMention, age, ago, code, escaped, plain, preformatted } from "../mrkdwn.ts";
import { context, section } from "./blocks.ts";
import { REASON } from "./deny-modal.ts";
import { modal } from "./modal.ts";
import { restoreTargets } from "./restore-targets.ts";

/** `callback_id` of the window, and the ids of its inputs and their blocks. */
export const RESTORE = "restore";
export const RESTORE_INPUTS = { point: "point", older: "older", target: "target", roles: "roles" } as const;

/** So many rows of the table fit without scrolling past the questions; the select has all that Slack takes. */
const ROWS = 12;

export interface RestoreChoices {
  readonly application: Pick<
    Application,
    "application" | "cloud" | "objectives" | "restore" | "owners" | "approve" | "group"
  >;
  /** Newest first; at least one. */
  readonly points: readonly RecoveryPoint[];
  /** When a restore of a point last ended with verified data, by the point's id. */
  readonly verified: ReadonlyMap<string, number>;
}

/** Which point, where to, which roles, and why: what a restore is asked for with. */
export function restoreModal(choices: RestoreChoices, now: number): ModalView {
  const { application, points } = choices;
  const offered = newestUsableFirst(choices);
  const shown = offered.slice(0, LIMITS.options);
  return {
    ...modal("Restore", [
      section([
        `*${escaped(application.application, 80)}* on cloud *${escaped(application.cloud, 80)}*`,
        "New volumes are made beside the old ones and read; nothing that exists is overwritten. Whatever was written after the point is not in it.",
      ]),
      section([preformatted(table(offered.slice(0, ROWS), choices, now))]),
      pointInput(shown, choices, now),
      ...(points.length > shown.length ? [olderInput(points.length - shown.length)] : []),
      ...targetBlocks(application),
      rolesInput(choices),
      reasonInput(),
      context([whoApproves(application)]),
    ]),
    callback_id: RESTORE,
    private_metadata: restoreOf(application.application),
    submit: { type: "plain_text", text: "Ask for it" },
    close: { type: "plain_text", text: "Cancel" },
  };
}

/** What the window carries: which application it is about. Never a decision. */
const RestoreOf = z.strictObject({ restoreOf: z.string().min(1).max(200) });

const restoreOf = (application: string): string =>
  JSON.stringify({ restoreOf: fitted(application.toWellFormed() || "-", 200) } satisfies z.infer<
    typeof RestoreOf
  >);

/** Undefined for what we did not write. */
export function readRestoreOf(text: string): string | undefined {
  try {
    return RestoreOf.safeParse(JSON.parse(text)).data?.restoreOf;
  } catch {
    return undefined;
  }
}

/** The newest that counts by the manifest, then all others, newest first. One that failed its restore test has no grade and never counts. */
function newestUsableFirst({ application, points }: RestoreChoices): RecoveryPoint[] {
  const { grade = "E" } = application.objectives;
  const usable = points.find(({ label }) => atLeast(label.grade, grade));
  return usable === undefined ? [...points] : [usable, ...points.filter((point) => point !== usable)];
}

const taken = (at: number): string => toIso(at).slice(0, 16).replace("T", " ");

function table(points: readonly RecoveryPoint[], { verified }: RestoreChoices, now: number): string[] {
  const rows = points.map((point) => [
    taken(point.createdAt),
    age(point.createdAt, now),
    point.label.grade ?? "–",
    testedWords(point, verified, now),
  ]);
  const all = [["TAKEN (UTC)", "AGE", "GRADE", "TESTED"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** What the newest restore test said, or that a restore of it was verified. */
function testedWords(
  { id, evidence: { tests, siblingFailed } }: RecoveryPoint,
  verified: RestoreChoices["verified"],
  now: number,
): string {
  if (tests?.verdict === "failed") return `FAILED, ${ago(tests.at, now)}`;
  const at = verified.get(id) ?? tests?.at;
  if (at !== undefined) return `yes, ${ago(at, now)}`;
  return siblingFailed === undefined ? "not seen" : "no, and one like it FAILED";
}

function pointInput(points: readonly RecoveryPoint[], { verified }: RestoreChoices, now: number): InputBlock {
  const all = points.map(({ id, createdAt, label, evidence: { tests } }): PlainTextOption => {
    const tested =
      tests?.verdict === "failed"
        ? ", FAILED ITS TEST"
        : verified.has(id) || tests !== undefined
          ? ", tested"
          : "";
    return option(
      `${taken(createdAt)} UTC · ${label.grade ?? "no grade"} · ${age(createdAt, now)}${tested}`,
      id,
      label.text,
    );
  });
  const options = unique(all);
  return {
    type: "input",
    block_id: RESTORE_INPUTS.point,
    label: { type: "plain_text", text: "From which recovery point?" },
    element: {
      type: "static_select",
      action_id: RESTORE_INPUTS.point,
      options,
      ...(options[0] === undefined ? {} : { initial_option: options[0] }),
    },
  };
}

const option = (text: string, value: string, description?: string): PlainTextOption => ({
  text: { type: "plain_text", text: fitted(plain(text), LIMITS.optionText) },
  value: fitted(value.toWellFormed() || "-", LIMITS.optionValue),
  ...(description === undefined || plain(description).trim() === ""
    ? {}
    : { description: { type: "plain_text", text: fitted(plain(description), LIMITS.optionText) } }),
});

/** Slack takes no value twice, and an id of ours is never so long that two are cut alike. */
const unique = (options: readonly PlainTextOption[]): PlainTextOption[] =>
  [...new Map(options.toReversed().map((one) => [one.value, one])).values()].toReversed();

const olderInput = (more: number): InputBlock => ({
  type: "input",
  block_id: RESTORE_INPUTS.older,
  optional: true,
  label: { type: "plain_text", text: `Or the id of one of ${more} older points, in place of that` },
  element: { type: "plain_text_input", action_id: RESTORE_INPUTS.older, max_length: LIMITS.optionValue },
});

function targetBlocks({ restore }: RestoreChoices["application"]): KnownBlock[] {
  const options = restoreTargets(restore).map(({ target, text, about }) => option(text, target, about));
  const [first] = options;
  if (first === undefined || options.length === 1)
    return [
      section([
        "*Where to?* Volumes only: the manifest names no recovery server, so they are made and proved, and nobody reads them.",
      ]),
    ];
  return [
    {
      type: "input",
      block_id: RESTORE_INPUTS.target,
      label: { type: "plain_text", text: "Where to?" },
      element: {
        type: "radio_buttons",
        action_id: RESTORE_INPUTS.target,
        options,
        initial_option: first,
      },
    },
  ];
}

/** Of the manifest and of the newest point: which of them another point has is seen when it is asked for. */
function rolesInput({ application, points }: RestoreChoices): InputBlock {
  const roles = new Set([
    ...application.group.volumes.map(({ role }) => role),
    ...(points[0]?.evidence.set.members.map(({ role }) => role) ?? []),
  ]);
  const named = [...roles].filter((role) => plain(role).trim() !== "");
  const options = unique(named.slice(0, LIMITS.options).map((role) => option(role, role)));
  return {
    type: "input",
    block_id: RESTORE_INPUTS.roles,
    optional: true,
    label: { type: "plain_text", text: "Which volumes?" },
    hint: {
      type: "plain_text",
      text: "None chosen: all of the point. Some: they are of another moment than the rest.",
    },
    element: {
      type: "multi_static_select",
      action_id: RESTORE_INPUTS.roles,
      placeholder: { type: "plain_text", text: "All of them" },
      options: options.length === 0 ? [option("–", "-")] : options,
    },
  };
}

const reasonInput = (): InputBlock => ({
  type: "input",
  block_id: REASON,
  label: { type: "plain_text", text: "Why? Approvers read it, and it is kept." },
  element: { type: "plain_text_input", action_id: REASON, min_length: 1, max_length: REASON_MAX },
});

function whoApproves({ approve, owners }: RestoreChoices["application"]): string {
  if (!approve.includes("restore")) return "Its manifest asks for no approval of restores.";
  const who = atMost(owners.approvers, 20, actorMention).join(" ");
  return `🔐 Needs ${owners.quorum} of ${who || code("nobody")}, for exactly the plan that comes of this; whoever asks cannot approve it.`;
}
