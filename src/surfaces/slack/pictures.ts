import { createHash } from "node:crypto";
import type { WebClient } from "@slack/web-api";
import type { Chart } from "#domain/chart.ts";
import type { Log } from "#support/log.ts";
import { slackCode } from "./slack-code.ts";
import { uploadFile } from "./upload-file.ts";
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
      const bytes = await draw(picture.chart, until);
      const file = { name: "chart.png", title: picture.chart.title, bytes, alt: picture.alt };
      const id = await uploadFile(file, client, until);
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
