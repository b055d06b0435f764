import { describeDuration } from "../duration.ts";
import { toMinute } from "../minute.ts";
import type { OrphanRecord } from "./orphan-record.ts";

/** May clean-up ask for its deletion now? If not, why it stays. */
export type Standing = { readonly may: true } | { readonly may: false; readonly why: string };

const stays = (why: string): Standing => ({ may: false, why });

/** What stands between an orphan and its deletion, the most lasting first. `at` is the cloud's clock. */
export function standingOf(
  { orphan, told, kept }: OrphanRecord,
  { at, graceMs }: { readonly at: number; readonly graceMs: number },
): Standing {
  if (orphan.stays !== undefined) return stays(orphan.stays);
  if (orphan.by === "owner") return stays("only reported: it is not Freezeframe's to delete");
  if (orphan.by === "administrator") return stays("only an administrator can mend it");
  if (orphan.application === undefined) return stays("it is of no application, so nobody could approve it");
  if (kept !== undefined && kept.until === undefined) return stays(`kept by ${kept.by}${because(kept)}`);
  if (kept?.until !== undefined && at < kept.until)
    return stays(`kept by ${kept.by} until ${toMinute(kept.until)}${because(kept)}`);
  if (told === undefined) return stays("its owner has not been told yet");
  const over = told.at + graceMs;
  if (at < over)
    return stays(
      `its owner was told ${describeDuration(Math.max(0, at - told.at))} ago: grace until ${toMinute(over)}`,
    );
  return { may: true };
}

const because = ({ reason }: { readonly reason?: string | undefined }): string =>
  reason === undefined ? "" : `: ${reason}`;
