import { readFileSync } from "node:fs";
import type { ModalView } from "@slack/types";
import { blocksOf, type Shown } from "../../test/unit/slack-views/gallery.ts";
import { blocksToHtml, styleSheet } from "./blocks-to-html.ts";

/** One page with every view in a frame like Slack's; each has its name as id. */
export function galleryPage(gallery: readonly Shown[], at: Date): string {
  return page(gallery.map((shown) => `<figure id="${shown.name}">${framed(shown, at)}</figure>`).join("\n"));
}

/** All pictures on one page, by name. */
export function contactSheet(gallery: readonly Shown[], at: Date): string {
  const cells = gallery.map(
    (shown) => `<div class="cell"><p class="name">${shown.name}</p>${framed(shown, at)}</div>`,
  );
  return page(`<figure id="contact-sheet" class="sheet">${cells.join("\n")}</figure>`);
}

function framed(shown: Shown, at: Date): string {
  const html = blocksToHtml(blocksOf(shown), at);
  switch (shown.where) {
    case "channel":
      return `<div class="channel">${html}</div>`;
    case "ephemeral":
      return `<div class="channel ephemeral"><p class="notice">👁 Only visible to you</p>${html}</div>`;
    case "modal":
      return `<div class="modal"><div class="bar"><b>${titleOf(shown)}</b><span>✕</span></div>${html}<div class="foot">${buttonsOf(shown)}</div></div>`;
    case "home":
      return `<div class="home"><div class="tabs"><b>Home</b><span>Messages</span><span>About</span></div>${html}</div>`;
  }
}

const titleOf = ({ shown }: Shown): string => (isModal(shown) ? shown.title.text : "");
const buttonsOf = ({ shown }: Shown): string =>
  isModal(shown)
    ? `<span>${shown.close?.text}</span>${shown.submit === undefined ? "" : `<span class="submit">${shown.submit.text}</span>`}`
    : "";
const isModal = (shown: Shown["shown"]): shown is ModalView => "title" in shown;

const page = (body: string): string => `<!doctype html><html><head><meta charset="utf-8">
<style>${readFileSync(styleSheet, "utf8")}</style><style>${STYLE}</style></head><body>${body}</body></html>`;

const STYLE = `
figure { box-sizing: border-box; }
body { margin: 0; background: #fff; font-family: Lato, "Noto Color Emoji", sans-serif; color: #1d1c1d; }
figure { margin: 0; padding: 12px 16px; width: 672px; background: #fff; }
#slack_blocks_to_jsx * { font-family: Lato, "Noto Color Emoji", sans-serif !important; }
#slack_blocks_to_jsx code, #slack_blocks_to_jsx code * { font-family: "DejaVu Sans Mono", monospace !important; }
.ephemeral { background: #f8f8f8; border-radius: 6px; padding: 6px 8px; }
.notice { margin: 0 0 2px 44px; font-size: 12px; color: #616061; }
.modal { border: 1px solid #ddd; border-radius: 8px; box-shadow: 0 4px 16px #0002; width: 520px; }
.modal .bar, .modal .foot { display: flex; justify-content: space-between; padding: 14px 20px; font-size: 18px; }
.modal .foot { justify-content: flex-end; border-top: 1px solid #eee; font-size: 14px; }
.modal .foot span { border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-weight: bold; }
.modal .foot .submit { margin-left: 8px; background: #007a5a; border-color: #007a5a; color: #fff; }
.modal > div#slack_blocks_to_jsx, .home > div#slack_blocks_to_jsx { padding: 0 20px 14px; }
.modal section > div:first-child, .home section > div:first-child { display: none !important; }
.modal .slack_blocks_to_jsx--header, .home .slack_blocks_to_jsx--header { display: none !important; }
.home .tabs { display: flex; gap: 18px; padding: 6px 20px 8px; border-bottom: 1px solid #ddd; margin-bottom: 8px; }
.sheet { width: 4200px; columns: 6; column-gap: 24px; background: #fff; }
.cell { max-height: 1200px; overflow: hidden; break-inside: avoid; border: 1px solid #e2e2e2; border-radius: 6px; padding: 6px 8px; margin: 0 0 14px; }
.name { margin: 0 0 4px; font: 12px monospace; color: #888; }
.animate-pulse { animation: none !important; }
`;
