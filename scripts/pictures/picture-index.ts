import { createHash } from "node:crypto";
import { blocksOf, type Shown } from "../../test/unit/slack-views/gallery.ts";

/** Name of a picture → hash of what it shows. */
export type PictureIndex = Readonly<Record<string, string>>;

/** What `docs/pictures/index.json` says when every picture is up to date. */
export const pictureIndex = (gallery: readonly Shown[]): PictureIndex =>
  Object.fromEntries(gallery.map((shown) => [shown.name, hashOf(shown)]));

const hashOf = (shown: Shown): string =>
  createHash("sha256")
    .update(JSON.stringify([shown.where, blocksOf(shown)]))
    .digest("hex")
    .slice(0, 16);
