import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { abortable } from "./abortable.ts";

/** A file for Slack. */
export interface OutgoingFile {
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  /** For whoever does not see it. */
  readonly alt?: string;
  /** Posted there by Slack itself, a moment later, with these words. Absent: it is in no channel, and posts nothing. */
  readonly post?: { readonly channel: string; readonly words: string };
}

/** alt_txt of files.getUploadURLExternal. */
const ALT_MAX = 1_000;

const Reserved = z.object({ upload_url: z.url(), file_id: z.string() });

/**
 * Slack's id of the file. docs.slack.dev/messaging/working-with-files: reserve, send, complete; the first as a form, since a
 * live workspace answers JSON as if its arguments were missing. Throws what Slack's client throws.
 */
export async function uploadFile(
  { name, title, bytes, alt, post }: OutgoingFile,
  { files }: Pick<WebClient, "files">,
  signal: AbortSignal,
): Promise<string> {
  const about = {
    filename: name,
    length: bytes.byteLength,
    ...(alt === undefined ? {} : { alt_text: alt.slice(0, ALT_MAX) }),
  };
  const { upload_url: url, file_id: id } = Reserved.parse(
    await abortable(files.getUploadURLExternal(about), signal),
  );
  const sent = await fetch(url, { method: "POST", body: new Uint8Array(bytes), signal });
  await sent.body?.cancel();
  if (!sent.ok) throw new Error(`the upload was answered with ${sent.status}`);
  const complete = {
    files: [{ id, title }] as [{ id: string; title: string }],
    ...(post === undefined ? {} : { channel_id: post.channel, initial_comment: post.words }),
  };
  await abortable(files.completeUploadExternal(complete), signal);
  return id;
}
