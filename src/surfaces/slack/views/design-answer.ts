import type { Design } from "#domain/design/document.ts";
import { channelMention, code, escaped } from "../mrkdwn.ts";
import { context, header, section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** For whoever asked: the file is on its way, and what its first paragraph says. */
export const designAnswer = (design: Design, channel: string): Message => ({
  text: `📐 Design of ${escaped(design.application, 60)}: the file is being posted`,
  blocks: [
    header(`📐 Design of ${design.application} on ${design.cloud}`),
    section([`The file is being posted in ${channelMention(channel)}. Its first words:`]),
    section(design.opening.map(({ text, known }) => `${known ? "" : "*Not known:* "}${spoken(text)}`)),
    context([
      `${code(`freezeframe design ${design.application} --json`, 120)} has every statement with its source; ${code(`freezeframe design --cloud ${design.cloud}`, 120)} judges the whole cloud.`,
    ]),
  ],
});

/** What stands above the file in the channel. */
export function designWords(design: Design, askedBy: string): string {
  const [first] = design.opening;
  return [
    `📐 *Design of ${escaped(design.application, 60)}* on ${escaped(design.cloud, 60)}, asked for by ${askedBy}`,
    ...reached(design),
    ...(first === undefined ? [] : [`${first.known ? "" : "*Not known:* "}${spoken(first.text)}`]),
  ].join("\n");
}

const reached = ({ reach: { frozen, unfrozen } }: Design): string[] => [
  `*Without a freeze:* ${graded(unfrozen)}`,
  `*With a proved freeze:* ${graded(frozen)}`,
];

const graded = ({ grade, text }: Design["reach"]["frozen"]): string =>
  grade === undefined ? escaped(text, 200) : `*${grade}*, ${escaped(text, 200)}`;

/** A sentence of the document; what stands in backticks there is code here, too. */
const spoken = (text: string): string =>
  text
    .split("`")
    .map((part, index) => (part === "" ? "" : index % 2 === 1 ? code(part, 200) : escaped(part, 600)))
    .join("")
    .trim() || "–";
