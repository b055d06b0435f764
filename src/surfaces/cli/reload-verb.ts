import { describeManifestDiff, type ManifestDiff } from "#domain/manifest-diff.ts";
import type { Answer, Asked } from "./answer.ts";
import { ok } from "./verb.ts";

/** `reload`: has the running bot read all manifests again, as one set. Without a bot there is nothing to tell anybody. */
export async function reloadVerb({ backstage, signal }: Asked): Promise<Answer> {
  const bot = await backstage.bot();
  if (bot === undefined)
    return ok("no bot is running: the next start reads the files. freezeframe validate checks them now", {
      running: false,
    });
  try {
    const diff = await bot.operations.reload(await backstage.actor(), signal);
    return ok(reloadText(diff), { running: true, ...diff });
  } finally {
    await bot.close();
  }
}

function reloadText(diff: ManifestDiff): string {
  const lines = describeManifestDiff(diff);
  return lines.length === 0
    ? "the manifests are read again: nothing is another than before"
    : ["the manifests are read again, and in force:", ...lines.map((line) => `  ${line}`)].join("\n");
}
