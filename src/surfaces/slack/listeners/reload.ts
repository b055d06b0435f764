import { describeManifestDiff } from "#domain/manifest-diff.ts";
import type { Actor } from "#domain/permission.ts";
import { type Message, reloadAnswer } from "../views/index.ts";
import type { Deps } from "./deps.ts";

/** Manifests say who may do what: what a reload changed is told to all, not only to whoever asked. */
export async function reload(
  actor: Actor,
  { operations, note, log }: Deps,
  signal: AbortSignal,
): Promise<Message> {
  const diff = await operations.reload(actor, signal);
  const lines = describeManifestDiff(diff);
  if (lines.length > 0)
    await note(`Manifests reloaded by ${actor.name}`, lines).catch((err: unknown) =>
      log.warn({ err }, "the reload could not be told"),
    );
  return reloadAnswer(diff);
}
