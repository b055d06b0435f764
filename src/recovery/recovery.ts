import { randomBytes } from "node:crypto";
import type { LineChannel } from "#support/ssh/line-channel.ts";
import { openLocalChannel } from "#support/ssh/local-transport.ts";
import { openSshChannel, type SshTransport } from "#support/ssh/ssh-transport.ts";
import type { GuestAddress } from "#workflows/guest-port.ts";
import type { RecoveryPort } from "#workflows/recovery-port.ts";
import { bootScript } from "./console/boot-script.ts";
import { hearConsole } from "./console/hear-console.ts";
import { Conversation } from "./conversation.ts";
import { greet } from "./greet.ts";
import { type RecoveryLimits, recoverySession } from "./recovery-session.ts";

export interface RecoveryOptions {
  /** With the key that is for recovery alone. */
  readonly ssh: SshTransport;
  readonly limits?: Partial<RecoveryLimits> & {
    /** After so long without a word the kit undoes everything; at most 60,000 ms. */
    readonly silenceMs?: number;
  };
}

const minute = 60_000;
const defaults = {
  // The kit's silence limit and what undoing takes.
  busyMs: 90_000,
  findMs: 30_000,
  filesystemMs: 60 * minute,
  startMs: 60 * minute,
  checkMs: 240 * minute,
  silenceMs: minute,
};

/** The recovery servers, reached over SSH or, in the playground, over loopback; and those that are booted, by their console. */
export function createRecovery(options: RecoveryOptions): RecoveryPort {
  const limits = { ...defaults, ...options.limits };
  const { silenceMs } = limits;
  return {
    async open(address, who, signal) {
      const channel = await channelTo(options.ssh, address, signal);
      const conversation = new Conversation(address.server, channel);
      try {
        const helloMs = options.ssh.connectTimeoutMs + 5_000;
        const nonce = randomBytes(12).toString("hex");
        const facts = await greet(conversation, { ...who, nonce, silenceMs }, helloMs, signal);
        conversation.startBeats(silenceMs / 6);
        return recoverySession(conversation, facts, limits);
      } catch (error) {
        await conversation.close();
        throw error;
      }
    },
    script: (who, job) => bootScript({ ...who, silenceMs }, job, limits),
    hear: (server, who, job, read, signal) =>
      hearConsole({ server, who: { ...who, silenceMs }, job, limits, read }, signal),
  };
}

function channelTo(ssh: SshTransport, { via }: GuestAddress, signal: AbortSignal): Promise<LineChannel> {
  return via.kind === "ssh" ? openSshChannel(ssh, via, signal) : openLocalChannel(via.port, signal);
}
