import { z } from "zod";
import { ApprovalState } from "#domain/approval.ts";
import { toMinute } from "#domain/minute.ts";
import type { PointFate } from "#domain/retention/fates.ts";
import { retentionInShort } from "#domain/retention/in-short.ts";
import { policyWords } from "#domain/retention/policy.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import type { Answer } from "../answer.ts";
import { exitStatus } from "../exit-status.ts";
import { rows, table } from "./rows.ts";

/** The answer to `retention` and `points --prune`: what goes first, then what stays. */
export function retentionText({ application, inForce, halts, fates }: RetentionView): string {
  if (inForce === undefined)
    return `${application}: its manifest says nothing of retention, so nothing is ever pruned`;
  const { policy, mandate } = inForce;
  const going = fates.filter(({ fate }) => fate !== "stays").reverse();
  const now = going.filter(({ fate }) => fate === "goes").length;
  return [
    `${application}: ${headline(fates.length, going.length, mandate.state === "given" ? now : 0)}`,
    ...rows([
      ["keeps", policyWords(policy)],
      [mandate.state === "given" ? "approval" : "NOT APPROVED", mandate.text],
      ["nothing goes", ...halts],
    ]),
    ...(fates.length === 0
      ? []
      : ["", ...table(["POINT", "GRADE", "TAKEN", "FATE", "WHY"], [...going, ...stays(fates)].map(line))]),
    ...(mandate.state === "wanting"
      ? ["", `freezeframe retention ${application} --ask puts it before the approvers`]
      : []),
  ].join("\n");
}

/** The answer to `retention` without APP: a line each. */
export function retentionsText(views: readonly RetentionView[]): string {
  if (views.length === 0) return "no application has a manifest";
  const lines = views
    .map(retentionInShort)
    .map(({ application, goes, would, of, halts }) => [
      ...[application, String(goes), String(would), String(of)],
      halts.length === 0 ? "nothing" : halts.join("; "),
    ]);
  return table(["APPLICATION", "GOES NOW", "WOULD GO", "OF", "HALTED BY"], lines).join("\n");
}

const headline = (all: number, going: number, now: number): string =>
  going === 0
    ? `all of ${all} points stay`
    : `${going} of ${all} points would go, ${now === 0 ? "none of them now" : `${now} of them with the next run`}`;

const stays = (fates: readonly PointFate[]): PointFate[] => fates.filter(({ fate }) => fate === "stays");

const line = ({ point, grade, createdAt, fate, why }: PointFate): string[] => [
  point,
  grade ?? "–",
  toMinute(createdAt),
  fate,
  why.join("; "),
];

const Requested = z.object({
  application: z.string(),
  approvalId: z.string(),
  state: ApprovalState,
  why: z.string(),
});

/** How a request for a retention has ended. */
export function retentionAskedText(given: unknown): Answer {
  const asked = Requested.parse(given);
  const { application, approvalId, state, why } = asked;
  return state === "approved"
    ? {
        text: `${application}: its retention is in force (${approvalId}, ${why})`,
        json: asked,
        status: exitStatus.ok,
      }
    : {
        text: `${application}: its retention is NOT in force (${approvalId}: ${why}); nothing is pruned by it`,
        json: asked,
        status: exitStatus.refused,
      };
}
