import { orphansReplacedMessage } from "../views/index.ts";
import type { Clicked } from "./clicked.ts";
import type { Deps } from "./deps.ts";
import { replaceMessage } from "./stale-message.ts";

/**
 * A message of orphans that none of those that are kept is: a copy, or one that was told anew. It loses its buttons at the first
 * click. Best effort; never throws.
 */
export async function tidyOrphans(
  application: string,
  { message: at }: Pick<Clicked, "message">,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  if (at === undefined) return;
  const open = (await deps.slots.openSlots().catch(() => undefined))?.filter(
    ({ about }) => about.kind === "orphans" && about.application === application,
  );
  // Whose id is not known yet may be this one; whoever keeps it edits it.
  if (open === undefined || open.some(({ ts }) => ts === undefined || ts === at.ts)) return;
  await replaceMessage(at, orphansReplacedMessage(application), deps, signal);
}
