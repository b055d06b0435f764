import { type RetentionInShort, retentionInShort } from "#domain/retention/in-short.ts";
import type { RetentionView } from "#domain/retention/view.ts";
import { atMost } from "../fit.ts";
import { code, withNames } from "../mrkdwn.ts";
import { context, header, section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";

/** More is for the command line. */
const SHOWN = 30;

/** What retention would take of each application, and what halts it. Nothing is deleted by asking. */
export function retentionsAnswer(views: readonly RetentionView[]): Message {
  const lines = views.map(retentionInShort);
  const goes = lines.reduce((sum, line) => sum + line.goes, 0);
  const said =
    lines.length === 0 ? "No application has a manifest" : `Retention: ${goes} points go with the next runs`;
  return {
    text: said,
    blocks: [
      header(said),
      ...(lines.length === 0 ? [] : sections(atMost(lines, SHOWN, lineOf), 3)),
      section([`*Next:* ${code("/ff points APP --prune")} says which points, and why each other stays`]),
      context([`All of them: ${code("freezeframe retention")} on the command line`]),
    ],
  };
}

const lineOf = ({ application, goes, would, of, halts }: RetentionInShort): string =>
  `${code(application, 80)} *${goes} of ${of} go*${would > goes ? `, ${would - goes} more would` : ""}${
    halts.length === 0 ? "" : ` ⏸️ ${withNames(halts.join("; "), 300)}`
  }`;
