import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SlackMessage } from "../slack/types.ts";
import type { Promised } from "./promises.ts";
import type { Stage } from "./stage.ts";

/** The first bytes of every PNG. */
const PNG = "89504e470d0a1a0a";

/** A folder that stays when the demo has ended, for whoever wants to look. */
export const keptFolder = (): Promise<string> => mkdtemp(join(tmpdir(), "freezeframe-demo-"));

export const isPng = (bytes: Buffer | undefined): boolean => bytes?.subarray(0, 8).toString("hex") === PNG;

/** The picture that was uploaded for a message, put where it can be looked at. */
export async function keptChart({ slack }: Stage, { blocks }: SlackMessage): Promise<Promised> {
  const shown = JSON.stringify(blocks);
  const file = slack.files().find(({ id }) => shown.includes(id));
  if (file?.bytes === undefined) return { text: "its chart was uploaded as a PNG", kept: false };
  const path = join(await keptFolder(), file.name);
  await writeFile(path, file.bytes);
  return { text: `its chart, as it was uploaded: ${path}`, kept: isPng(file.bytes) };
}
