import type { App } from "@slack/bolt";
import type { Actor } from "#domain/permission.ts";
import type { Command, MessageCommand } from "../command/command.ts";
import { parseCommand } from "../command/parse-command.ts";
import type { Message } from "../views/index.ts";
import { act, named } from "./acts.ts";
import { answerWithin } from "./answering.ts";
import type { Deps } from "./deps.ts";
import { openRestore } from "./open-restore.ts";
import { lookedAt, patienceFor } from "./patience.ts";
import { SlashCommand } from "./payloads.ts";
import { type Asked, type Reply, replyTo } from "./reply.ts";
import { showEvidence } from "./show-evidence.ts";
import { STOPPING, wrongTeam } from "./standing-refusals.ts";

/**
 * `/ff` and `/freezeframe`, and whatever other name an app gives them. An operation is asked before the acknowledgement, so
 * that what a person reads is durable when they read it.
 */
export function registerCommands(app: App, deps: Deps): void {
  const otherTeam = wrongTeam(deps.team);
  app.command(/^\//, ({ body, ack }) => {
    const parsed = SlashCommand.safeParse(body);
    if (!parsed.success) return replyTo({ ack, user: body.user_id }, deps).now(deps.refused(parsed.error));
    const asked = parsed.data;
    const reply = replyTo(askedBy(asked, ack), deps);
    if (asked.team_id !== deps.team) {
      deps.log.warn({ team: asked.team_id }, "a command of another workspace was refused");
      return reply.now(otherTeam);
    }
    if (deps.stopping()) return reply.now(STOPPING);
    return answer(asked, reply, deps);
  });
}

const askedBy = (asked: SlashCommand, ack: Asked["ack"]): Asked => ({
  ack,
  responseUrl: asked.response_url,
  channel: asked.channel_id,
  user: asked.user_id,
});

async function answer(asked: SlashCommand, reply: Reply, deps: Deps): Promise<void> {
  const { clock, inFlight } = deps;
  let command: Command;
  try {
    command = parseCommand(asked.text, clock.now());
  } catch (error) {
    return reply.now(deps.refused(error));
  }
  const { ackMs, deadlineMs } = patienceFor(command);
  if (command.verb === "restore-window") {
    const restore = {
      ...{ application: named(command.application, deps), actor: actorOf(asked) },
      trigger: asked.trigger_id,
    };
    return inFlight.run(deadlineMs, (signal) => openRestore(restore, reply, deps, signal));
  }
  if (command.verb === "evidence") {
    const { point } = command;
    return inFlight.run(deadlineMs, (signal) => evidence(point, asked, reply, deps, signal));
  }
  return inFlight.run(deadlineMs, (signal) =>
    answerWithin(ackMs, reply, () => lookedAt(command), worded(command, asked, deps, signal)),
  );
}

/** The answer or the refusal; never throws. */
async function worded(
  command: MessageCommand,
  asked: SlashCommand,
  deps: Deps,
  signal: AbortSignal,
): Promise<Message> {
  try {
    return await act(command, { actor: actorOf(asked), trigger: asked.trigger_id }, deps, signal);
  } catch (error) {
    return deps.refused(error);
  }
}

/** Rights go by the id: names can be changed by those who bear them. */
const actorOf = ({ user_id: slackId, user_name: name }: SlashCommand): Actor => ({
  slackId,
  name: name === undefined ? slackId : `${name} (${slackId})`,
});

async function evidence(
  pointId: string,
  asked: SlashCommand,
  reply: Reply,
  deps: Deps,
  signal: AbortSignal,
): Promise<void> {
  try {
    const point = await deps.operations.evidence(pointId);
    await reply.now();
    await showEvidence({ trigger: asked.trigger_id, pointId, read: async () => point }, reply, deps, signal);
  } catch (error) {
    await reply.now(deps.refused(error));
  }
}
