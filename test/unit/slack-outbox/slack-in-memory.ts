import { SendError } from "#surfaces/slack/outbox/send-error.ts";
import type { SlackSender } from "#surfaces/slack/outbox/slack-sender.ts";
import type { Message } from "#surfaces/slack/views/message.ts";

/** What happens to one call. */
export type Fault =
  /** Refused, nothing happened. */
  | { readonly kind: "refuse"; readonly error: SendError }
  /** It happened, and the answer was lost. */
  | { readonly kind: "lose" }
  /** Nothing happens and no answer ever comes, whatever the signal says. */
  | { readonly kind: "hang" }
  /** The answer comes after so long. */
  | { readonly kind: "slow"; readonly ms: number };

export interface Call {
  readonly what: "post" | "update";
  readonly channel: string;
  readonly ts?: string;
  readonly message: Message;
  readonly at: number;
}

export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  /** Each text that it ever had, the newest last. */
  readonly texts: string[];
  message: Message;
}

/** A small Slack: channels with messages, and faults as the test wants them. */
export class SlackInMemory implements SlackSender {
  readonly messages: SlackMessage[] = [];
  readonly calls: Call[] = [];
  fault: (call: Call) => Fault | undefined = () => undefined;
  /** Most calls that were under way at once, by channel. */
  readonly atOnce = new Map<string, number>();
  readonly #under = new Map<string, number>();
  readonly #time: { now(): number; pause(ms: number, signal: AbortSignal): Promise<void> };

  constructor(time: { now(): number; pause(ms: number, signal: AbortSignal): Promise<void> }) {
    this.#time = time;
  }

  async post(channel: string, message: Message, signal: AbortSignal): Promise<{ ts: string }> {
    const ts = `${this.calls.length + 1}.0`;
    await this.#call({ what: "post", channel, message, at: this.#time.now() }, signal, () => {
      this.messages.push({ ts, channel, texts: [message.text], message });
    });
    return { ts };
  }

  async update(channel: string, ts: string, message: Message, signal: AbortSignal): Promise<void> {
    await this.#call({ what: "update", channel, ts, message, at: this.#time.now() }, signal, () => {
      const found = this.messages.find((one) => one.channel === channel && one.ts === ts);
      if (found === undefined) throw new SendError("gone", "message_not_found");
      found.texts.push(message.text);
      found.message = message;
    });
  }

  /** What people see, oldest first. */
  in(channel: string): string[] {
    return this.messages.filter((one) => one.channel === channel).map((one) => one.message.text);
  }

  async #call(call: Call, signal: AbortSignal, apply: () => void): Promise<void> {
    this.calls.push(call);
    const { channel } = call;
    const under = (this.#under.get(channel) ?? 0) + 1;
    this.#under.set(channel, under);
    this.atOnce.set(channel, Math.max(under, this.atOnce.get(channel) ?? 0));
    try {
      await this.#answer(this.fault(call), signal, apply);
    } finally {
      this.#under.set(channel, (this.#under.get(channel) ?? 0) - 1);
    }
  }

  async #answer(fault: Fault | undefined, signal: AbortSignal, apply: () => void): Promise<void> {
    switch (fault?.kind) {
      case undefined:
        return apply();
      case "refuse":
        throw fault.error;
      case "lose":
        apply();
        throw new SendError("unreachable", "ECONNRESET");
      case "slow":
        await this.#time.pause(fault.ms, signal);
        return apply();
      case "hang":
        return new Promise<never>(() => undefined);
    }
  }
}

export const refuse = (kind: SendError["kind"], code: string, retryAfterMs?: number): Fault => ({
  kind: "refuse",
  error: new SendError(kind, code, retryAfterMs === undefined ? {} : { retryAfterMs }),
});
