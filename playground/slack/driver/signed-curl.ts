import type { CommandOptions } from "./people.ts";

interface Signer {
  readonly requestUrl: string | undefined;
  signed(
    text: string,
    options?: CommandOptions,
  ): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
}

/** A slash command as a line for a shell: what Slack would send at this moment. Throws over Socket Mode. */
export function signedCurl(slack: Signer, text: string, options: CommandOptions = {}): string {
  const { requestUrl } = slack;
  if (requestUrl === undefined) throw new Error("over Socket Mode the bot takes no requests");
  const { headers, body } = slack.signed(text, options);
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return ["curl -s", ...lines, `--data-raw ${quoted(body)}`, quoted(requestUrl)].join(" ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
