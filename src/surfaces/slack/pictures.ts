import { createHash } from "node:crypto";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { Chart } from "#domain/chart.ts";
import type { Log } from "#support/log.ts";
import { abortable } from "./abortable.ts";
import { slackCode } from "./slack-code.ts";
import type { Picture } from "./views/message.ts";

/** A PNG of the chart. It may take seconds of CPU, in another process. */
export type DrawChart = (chart: Chart, signal: AbortSignal) => Promise<Uint8Array>;

export interface PicturesOptions {
  readonly client: Pick<WebClient, "files">;
  readonly draw: DrawChart;
  readonly log: Log;
}

/** Slack's id of a picture that it has been given. */
export type Pictures = (picture: Picture, signal: AbortSignal) => Promise<string | undefined>;

/** More messages with a picture than are edited again. */
const REMEMBERED = 20;
/** Drawing, and three calls of Slack. */
const DEADLINE_MS = 40_000;
/** alt_txt of files.getUploadURLExternal. */
const ALT_MAX = 1_000;

const Reserved = z.object({ upload_url: z.url(), file_id: z.string() });

/**
 * Draws a chart and uploads it, once for each that looks different. Undefined when either did not work within its deadline:
 * a picture is worth waiting for a little, never worth a message.
 */
export function createPictures({ client, draw, log }: PicturesOptions): Pictures {
  const known = new Map<string, string>();
  return async (picture, signal) => {
    const key = createHash("sha256").update(JSON.stringify(picture)).digest("hex");
    const uploaded = known.get(key);
    if (uploaded !== undefined) return uploaded;
    try {
      const until = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
      const id = await upload(picture, await draw(picture.chart, until), client, until);
      known.set(key, id);
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return id;
    } catch (cause) {
      signal.throwIfAborted();
      log.warn(
        { code: slackCode(cause), err: cause },
        "a chart goes out in words alone: no picture of it was made",
      );
      return undefined;
    }
  };
}

/** docs.slack.dev/messaging/working-with-files: reserve, send, complete. Without a channel the file is in none, and posts nothing. */
async function upload(
  { chart, alt }: Picture,
  png: Uint8Array,
  { files }: PicturesOptions["client"],
  signal: AbortSignal,
): Promise<string> {
  const about = { filename: "chart.png", length: png.byteLength, alt_text: alt.slice(0, ALT_MAX) };
  const reserved = await abortable(files.getUploadURLExternal(about), signal);
  const { upload_url: url, file_id: id } = Reserved.parse(reserved);
  const sent = await fetch(url, { method: "POST", body: new Uint8Array(png), signal });
  await sent.body?.cancel();
  if (!sent.ok) throw new Error(`the upload was answered with ${sent.status}`);
  await abortable(files.completeUploadExternal({ files: [{ id, title: chart.title }] }), signal);
  return id;
}
