import { code, escaped } from "../mrkdwn.ts";
import { section } from "./blocks.ts";
import type { Message } from "./message.ts";

/** The answer to anything that is no command. `near` is the verb that may have been meant. */
export function unknownAnswer(text: string, near?: string): Message {
  const said = text.trim() === "" ? "nothing" : code(text, 80);
  const meant = near === undefined ? undefined : `Did you mean ${code(`/ff ${near}`, 80)}?`;
  return {
    text: `✏️ Not a command: ${escaped(text, 80) || "nothing"}.${near === undefined ? "" : ` Did you mean /ff ${escaped(near, 80)}?`}`,
    blocks: [
      section([
        `✏️ *Not a command:* ${said}. ${meant ?? ""}`,
        `*Next:* ${code("/ff help")} shows all commands`,
      ]),
    ],
  };
}
