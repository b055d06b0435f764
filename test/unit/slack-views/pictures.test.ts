import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { pictureIndex } from "../../../scripts/pictures/picture-index.ts";
import { gallery } from "./gallery.ts";

const folder = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const pictures = readdirSync(folder).filter((file) => file.endsWith(".png"));

test("every view has a picture of what it shows now, and no picture shows what is gone", () => {
  const index: unknown = JSON.parse(readFileSync(`${folder}index.json`, "utf8"));
  expect(index, "docs/pictures is out of date: npm run pictures").toEqual(pictureIndex(gallery));
  expect(pictures.toSorted(), "docs/pictures is out of date: npm run pictures").toEqual(
    [...gallery.map(({ name }) => `${name}.png`), "contact-sheet.png"].toSorted(),
  );
});

test.each(pictures)("%s is a picture with something in it", (file) => {
  const png = readFileSync(folder + file);
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(600);
  expect(png.readUInt32BE(20)).toBeGreaterThanOrEqual(60);
  expect(png.length).toBeGreaterThan(1_000);
});

test("all pictures together stay small enough for a repository", () => {
  const bytes = pictures.reduce((sum, file) => sum + readFileSync(folder + file).length, 0);
  expect(bytes).toBeLessThan(10_000_000);
});
