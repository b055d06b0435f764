import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gallery } from "../../test/unit/slack-views/gallery.ts";
import { NOW } from "../../test/unit/slack-views/sample.ts";
import { type Clip, openPage } from "./chromium.ts";
import { contactSheet, galleryPage } from "./frame.ts";
import { pictureIndex } from "./picture-index.ts";
import { smallPng } from "./small-png.ts";

/**
 * Every view in every state as a picture, and a contact sheet of all: docs/pictures. Needs Chromium; says how to install it.
 * Pictures of views that are gone are removed.
 */

/** Where each picture is on its page, on whole pixels: what did not change is the same picture again. */
const MEASURE = `JSON.stringify(Object.fromEntries([...document.querySelectorAll("figure")].map((figure) => {
  figure.style.height = Math.ceil(figure.clientHeight + 1) + "px";
  const { x, y, width, height } = figure.getBoundingClientRect();
  return [figure.id, { x, y: y + scrollY, width: Math.ceil(width), height: Math.ceil(height) }];
})))`;

const SHEET = "contact-sheet";

/** A Home tab of 95 applications shows nothing more further down. */
const shortened = (clip: Clip): Clip => ({ ...clip, height: Math.min(clip.height, 1_800) });

const clipsIn = (measured: unknown): Record<string, Clip> => JSON.parse(String(measured));

const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "gallery-"));
const at = new Date(NOW);
try {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".png"))) rmSync(join(folder, file));
  const written = await take();
  writeFileSync(join(folder, "index.json"), `${JSON.stringify(pictureIndex(gallery), null, 2)}\n`);
  const bytes = written.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`${written.length} pictures, ${(bytes / 1e6).toFixed(1)} MB, in docs/pictures`);
} catch (cause) {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function take(): Promise<string[]> {
  await using page = await openPage();
  const files: string[] = [];
  for (const html of [galleryPage(gallery, at), contactSheet(gallery, at)]) {
    const path = join(work, "page.html");
    writeFileSync(path, html);
    await page.open(`${pathToFileURL(path).href}?${files.length}`);
    for (const [name, clip] of Object.entries(clipsIn(await page.read(MEASURE)))) {
      const file = join(folder, `${name}.png`);
      writeFileSync(
        file,
        smallPng(await page.picture(name === SHEET ? { ...clip, scale: 0.5 } : shortened(clip))),
      );
      files.push(file);
    }
  }
  return files;
}
