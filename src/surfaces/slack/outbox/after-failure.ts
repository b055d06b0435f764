import type { Message } from "#surfaces/slack/views/message.ts";
import { backoffMs } from "./backoff.ts";
import type { Entry } from "./entry.ts";
import { type Form, plainer } from "./form.ts";
import { keep } from "./keep.ts";
import type { Lane } from "./lane.ts";
import type { Backoff } from "./pace.ts";
import type { Parts } from "./parts.ts";
import type { SendError } from "./send-error.ts";

interface Failed {
  readonly entry: Entry;
  readonly lane: Lane;
  readonly parts: Parts;
  /** Absent: it did not come to sending. */
  readonly sent?: { readonly message: Message; readonly form: Form };
}

/** Decides who waits after a failure, and for how long: the message, its channel, or all for the sake of the token. */
export function afterFailure(error: SendError, failed: Failed): void {
  const { entry, lane, parts } = failed;
  parts.tally.addFailure(error.code);
  tellGate(error, failed);
  switch (error.kind) {
    case "rate-limited":
      lane.blockedUntil = parts.clock.monotonic() + (error.retryAfterMs ?? withoutRetryAfterMs);
      break;
    case "unreachable":
      unanswered(failed);
      break;
    case "undeliverable":
      channelRefused(error, failed);
      break;
    case "gone":
      if (entry.slot.ts === undefined) messageRefused(error, failed);
      else gone(failed);
      break;
    case "too-big":
      tooBig(error, failed);
      break;
    case "rejected":
      messageRefused(error, failed);
      break;
    case "revoked":
      break;
  }
  parts.moved(lane);
}

/** Slack always names a time; a proxy in front of it may not. */
const withoutRetryAfterMs = 30_000;

function tellGate({ kind, code }: SendError, { parts, sent }: Failed): void {
  const { gate, log, clock, ringAll } = parts;
  if (sent === undefined) return;
  if (kind === "revoked") {
    if (gate.refused(clock.monotonic()))
      log.error(
        { code },
        "Slack refuses the bot's token: messages wait, nothing else does. Install the app again, put the new token where the configuration names it, and restart",
      );
    return;
  }
  if (kind === "unreachable" || kind === "rate-limited") gate.unknown(clock.monotonic());
  else if (gate.accepted()) ringAll();
}

function unanswered({ entry, lane, parts }: Failed): void {
  const now = parts.clock.monotonic();
  const { unreachable } = parts.pace;
  entry.failures += 1;
  entry.notBefore = now + backoffMs(unreachable, entry.failures, parts.random);
  lane.unanswered.add(entry.slot.id);
  lane.blockedUntil = now + backoffMs(unreachable, lane.unanswered.size, parts.random);
}

function channelRefused({ code }: SendError, failed: Failed): void {
  const { lane, parts } = failed;
  const { channel } = lane;
  lane.refusals += 1;
  lane.blockedUntil = soon(parts, parts.pace.refused, lane.refusals);
  if (lane.refusals === 1)
    parts.log.error(
      { channel, code },
      "Slack does not let the bot write to the channel: invite it there (/invite) or correct `channel` in the manifest. It is tried again every few minutes",
    );
  giveUpWhenOld(failed, code);
}

/** Somebody deleted the message: it is posted anew, ever more slowly if that goes on. */
function gone({ entry, parts }: Failed): void {
  const { ts: _, ...slot } = entry.slot;
  entry.slot = slot;
  if (entry.reposts > 0) entry.notBefore = soon(parts, parts.pace.refused, entry.reposts);
  entry.reposts += 1;
}

function tooBig(error: SendError, failed: Failed): void {
  const { entry, sent } = failed;
  const form = sent && plainer(sent.message, sent.form);
  if (form === undefined) {
    messageRefused(error, failed);
    return;
  }
  entry.form = form;
  entry.refusedBlocks ||= error.code === "invalid_blocks";
}

function messageRefused({ code }: SendError, failed: Failed): void {
  const { entry, parts } = failed;
  const { id, channel } = entry.slot;
  entry.failures += 1;
  entry.notBefore = soon(parts, parts.pace.refused, entry.failures);
  if (entry.failures === 1)
    parts.log.error({ slot: id, channel, code }, "Slack refuses a message; it is tried again, others go on");
  giveUpWhenOld(failed, code);
}

const soon = ({ clock, random }: Parts, backoff: Backoff, failures: number): number =>
  clock.monotonic() + backoffMs(backoff, failures, random);

/** What Slack has refused for days is not waited for any more: `runs` and the store still tell it. */
function giveUpWhenOld({ entry, lane, parts }: Failed, code: string): void {
  const { slot } = entry;
  if (parts.clock.now() - slot.createdAt < parts.pace.giveUpMs) return;
  parts.log.error(
    { slot: slot.id, channel: slot.channel, code },
    "a Slack message is given up: too old, still refused",
  );
  entry.busy = true;
  entry.dirtySince = undefined;
  void keep(entry, { ...slot, settled: true }, lane, parts);
}
