import type { PointFate } from "#domain/retention/fates.ts";
import { policyWords } from "#domain/retention/policy.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import { atMost } from "../fit.ts";
import { age, code, escaped, withNames } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";

/** More is for the command line. */
const SHOWN = { going: 10, staying: 20 };

/** What retention would take now, and why each other point stays. Nothing is deleted by asking. */
export function retentionAnswer(view: RetentionView): Message {
  const { application, inForce, halts, fates, at } = view;
  const name = escaped(application, 80);
  if (inForce === undefined)
    return {
      text: `${name}: nothing is ever pruned`,
      blocks: [
        section([
          `*${name}*: its manifest says nothing of retention, so *nothing is ever pruned*`,
          `*Next:* ${code("retention: { last: 6, daily: 7 }")} in its manifest, then ${code("/ff reload")}`,
        ]),
      ],
    };
  const { policy, mandate } = inForce;
  const going = fates.filter(({ fate }) => fate !== "stays").reverse();
  const staying = fates.filter(({ fate }) => fate === "stays");
  const said = headline(view, going);
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      section([
        `*Keeps:* ${escaped(policyWords(policy), 200)}`,
        mandate.state === "given"
          ? `*Approval:* ${withNames(mandate.text)}`
          : `🔐 *Not approved, so nothing goes:* ${withNames(mandate.text)}`,
        ...halts.map((why) => `⏸️ *Nothing goes now:* ${withNames(why)}`),
      ]),
      ...listed("Would go, the oldest first", going, SHOWN.going, at),
      ...listed("Stay", staying, SHOWN.staying, at),
      section([`*Next:* ${next(view, going)}`]),
      context([`All of it: ${code(`freezeframe retention ${application}`, 120)} on the command line`]),
    ],
  };
}

function headline(
  { application, inForce, halts, fates }: RetentionView,
  going: readonly PointFate[],
): string {
  if (going.length === 0) return `${application}: all of ${fates.length} points stay`;
  const now = going.filter(({ fate }) => fate === "goes").length;
  const when =
    inForce?.mandate.state !== "given" || halts.length > 0 ? "none of them now" : `${now} with the next run`;
  return `${application}: ${going.length} of ${fates.length} points would go, ${when}`;
}

const listed = (title: string, fates: readonly PointFate[], shown: number, now: number) =>
  fates.length === 0 ? [] : sections([`*${title}*`, ...atMost(fates, shown, (one) => fateLine(one, now))], 3);

const fateLine = ({ point, grade, createdAt, why }: PointFate, now: number): string =>
  `${code(point, 120)} *${grade ?? "no grade"}*, ${age(createdAt, now)}: ${withNames(why.join("; "), 400)}`;

function next({ application, inForce, halts }: RetentionView, going: readonly PointFate[]): string {
  const [first] = going;
  if (inForce?.mandate.state === "waiting")
    return "an approver decides with the buttons of the request's own message";
  if (inForce?.mandate.state === "wanting")
    return `${code(`freezeframe retention ${application} --ask`, 160)} on the command line puts it before the approvers`;
  if (halts.length > 0 && first !== undefined)
    return "what stands above has to be mended first; then it goes by itself";
  if (first !== undefined)
    return `${code(`/ff protect ${first.point}`, 200)} keeps one; the rest goes by itself`;
  return "nothing";
}
