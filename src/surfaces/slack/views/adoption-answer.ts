import type { Adoption, AdoptionPlan } from "#domain/adopt/adoption.ts";
import { atMost } from "../fit.ts";
import { age, code, date, escaped } from "../mrkdwn.ts";
import { adoptNowButton } from "./adopt-buttons.ts";
import { context, header, sections } from "./blocks.ts";
import type { Message } from "./message.ts";
import { slackWords } from "./slack-words.ts";

/** More is for the command line. */
const SHOWN = { points: 8, refused: 4 };

/** Points that the cloud has and the store does not: what can be made of each, what is refused and why, and what was taken in. */
export function adoptionAnswer(plan: AdoptionPlan, application: string | undefined, now: number): Message {
  const { found, known, adopted } = plan;
  const possible = found.filter((one) => one.verdict === "adopt");
  const refused = found.filter((one) => one.verdict === "refused");
  const said = headline(possible.length, refused.length, adopted);
  const all = ["freezeframe adopt", ...(application === undefined ? [] : [application])].join(" ");
  return {
    text: escaped(said, 200),
    blocks: [
      header(said),
      ...sections(
        atMost(possible, SHOWN.points, (one) => pointLine(one, now)),
        4,
      ),
      ...sections(atMost(refused, SHOWN.refused, refusedLine), 2),
      ...(adopted === undefined && possible.length > 0 ? [adoptNowButton(application, possible.length)] : []),
      context([
        `${known === 1 ? "1 stamped group snapshot is" : `${known} stamped group snapshots are`} known to the store already`,
        ...(found.length === 0 ? [] : [`All of it: ${code(all, 120)} on the command line`]),
      ]),
    ],
  };
}

function headline(possible: number, refused: number, adopted: readonly string[] | undefined): string {
  const no = refused === 0 ? "" : `, ${refused} REFUSED`;
  if (adopted !== undefined) return `📦 Adopted: ${points(adopted.length)}${no}`;
  if (possible + refused === 0) return "✅ Nothing to adopt";
  return `📦 ${points(possible)} can be adopted${no}`;
}

const points = (count: number): string => (count === 1 ? "1 recovery point" : `${count} recovery points`);

type Possible = Extract<Adoption, { verdict: "adopt" }>;

const pointLine = ({ point, notes }: Possible, now: number): string =>
  [
    `*${point.label.grade ?? "No grade"}* – ${escaped(point.label.text, 160)}, *${age(point.createdAt, now)}*`,
    `${code(point.id, 120)}, ${date(point.createdAt)}`,
    ...notes.slice(0, 3).map((note) => `↳ ${escaped(note, 200)}`),
  ].join("\n");

const refusedLine = ({
  groupSnapshotId,
  name,
  why,
  next,
}: Extract<Adoption, { verdict: "refused" }>): string =>
  [
    `🚫 *Refused:* ${code(groupSnapshotId, 80)} (${escaped(name, 160)})`,
    ...why.slice(0, 3).map((reason) => `↳ ${escaped(reason, 300)}`),
    `↳ do: ${escaped(slackWords(next), 300)}`,
  ].join("\n");
