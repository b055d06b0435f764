import { DomainError } from "#domain/errors.ts";
import type { Actor } from "#domain/permission.ts";
import { userMention } from "../mrkdwn.ts";
import { slackCode } from "../slack-code.ts";
import { uploadFile } from "../upload-file.ts";
import { designAnswer, designWords, type Message } from "../views/index.ts";
import type { Deps } from "./deps.ts";

/**
 * Makes the design now and posts it as a file where the application's runs are told. Throws `refused` where there is no such
 * channel, or Slack does not take the file; the command line has it all the same.
 */
export async function postDesign(
  application: string,
  actor: Actor,
  { operations, client, channel: standard }: Pick<Deps, "operations" | "client" | "channel">,
  signal: AbortSignal,
): Promise<Message> {
  const instead = `freezeframe design ${application} prints it on the command line`;
  const channel = operations.application(application).channel ?? standard;
  if (channel === undefined)
    throw new DomainError("refused", `${application} has no channel that a file could be posted in`, {
      next: `name a channel in its manifest; ${instead}`,
    });
  const design = await operations.design(application, signal);
  // Seldom wanted, and as long as the document.
  const { designMarkdown } = await import("#domain/design/markdown.ts");
  const file = {
    name: `design-${application}.md`,
    title: `Design of ${application} on ${design.cloud}`,
    bytes: new TextEncoder().encode(designMarkdown(design)),
    post: { channel, words: designWords(design, askedBy(actor)) },
  };
  try {
    await uploadFile(file, client, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new DomainError("refused", `Slack did not take the file: ${slackCode(cause)}`, {
      next: `invite the app into the channel, and give it files:write; ${instead}`,
      cause,
    });
  }
  return designAnswer(design, channel);
}

const askedBy = ({ slackId, name }: Actor): string => (slackId === undefined ? name : userMention(slackId));
