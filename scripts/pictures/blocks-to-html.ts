import { createRequire } from "node:module";
import type { Message } from "#surfaces/slack/views/message.ts";

const require = createRequire(import.meta.url);
// Its ESM build wants a bundler, so both are required as CommonJS.
const { Message: Slack }: typeof import("slack-blocks-to-jsx") = require("slack-blocks-to-jsx");
const { createElement }: typeof import("react") = require("react");
const { renderToStaticMarkup }: typeof import("react-dom/server") = require("react-dom/server");

/** The style sheet that the markup needs. */
export const styleSheet: string = require.resolve("slack-blocks-to-jsx/dist/style.css");

const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="6" fill="#0b3d5c"/><path d="M18 6v24M7.6 12l20.8 12M28.4 12 7.6 24" stroke="#9fe3ff" stroke-width="2.6"/></svg>',
)}`;

/** Blocks as Slack's web client shows them, near enough. Needs no browser. Types that it does not know render as nothing. */
export function blocksToHtml(blocks: Message["blocks"], at: Date = new Date(0)): string {
  return shownAsCode(markupOf(blocks, at));
}

/** Slack shows `&amp;` as `&` in code, too; the renderer does so only outside of it. */
const shownAsCode = (html: string): string =>
  html.replaceAll(/<(pre|code)\b[^>]*>.*?<\/\1>/gs, (code) => code.replaceAll(/&amp;(amp|lt|gt);/g, "&$1;"));

function markupOf(blocks: Message["blocks"], at: Date): string {
  return renderToStaticMarkup(
    createElement(Slack, {
      // Its own block types copy Slack's.
      blocks: [...blocks] as Parameters<typeof Slack>[0]["blocks"],
      theme: "light",
      logo: LOGO,
      name: "Freezeframe",
      time: at,
      data: {
        users: [
          { id: "U0KIM2345", name: "operator" },
          { id: "U0MAX1122", name: "storage" },
          { id: "U0OPS4455", name: "on-call" },
          { id: "U0ZOE9988", name: "auditor" },
          { id: "U0LEE6789", name: "approver" },
        ],
        channels: [{ id: "C0123456789", name: "storage" }],
        user_groups: [
          { id: "S0STORAGE1", name: "storage-oncall" },
          { id: "S0DBATEAM1", name: "dba-team" },
        ],
      },
    }),
  );
}
