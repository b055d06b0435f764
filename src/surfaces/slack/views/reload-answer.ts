import type { ManifestDiff } from "#domain/manifest-diff.ts";
import { atMost } from "../fit.ts";
import { escaped, withNames } from "../mrkdwn.ts";
import { section, sections } from "./blocks.ts";
import type { Message } from "./message.ts";

/** What reading the manifests again changed; who may do what comes first. */
export function reloadAnswer({ added, removed, changed }: ManifestDiff): Message {
  const said = words({ added, removed, changed });
  const names = (all: readonly string[]) => atMost(all, 20, (name) => escaped(name, 80)).join(", ");
  return {
    text: `📝 ${said}`,
    blocks: [
      section([
        `📝 *${said}*`,
        added.length === 0 ? undefined : `*New:* ${names(added)}`,
        removed.length === 0 ? undefined : `*Gone:* ${names(removed)} (their points are kept)`,
      ]),
      ...sections(
        changed.flatMap(({ application, lines }) => [
          `*${escaped(application, 80)}*`,
          ...atMost(lines, 12, (line) => `• ${withNames(line, 300)}`),
        ]),
        8,
      ),
    ],
  };
}

function words({ added, removed, changed }: ManifestDiff): string {
  const said = [
    added.length === 0 ? undefined : `${added.length} new`,
    changed.length === 0 ? undefined : `${changed.length} changed`,
    removed.length === 0 ? undefined : `${removed.length} gone`,
  ].filter((part) => part !== undefined);
  return said.length === 0
    ? "Manifests read again: nothing has changed"
    : `Manifests read again: ${said.join(", ")}`;
}
