import { randomBytes } from "node:crypto";
import { DomainError } from "#domain/errors.ts";
import type { LineChannel } from "#support/ssh/line-channel.ts";
import { openLocalChannel } from "#support/ssh/local-transport.ts";
import { openSshChannel, type SshTransport } from "#support/ssh/ssh-transport.ts";
import type { GuestAddress } from "#workflows/ports.ts";
import type { RecoveryPort, RecoveryServerFacts } from "#workflows/recovery-port.ts";
import { HelloAnswer, readAnswer } from "./answers.ts";
import { Conversation } from "./conversation.ts";
import { type RecoveryLimits, recoverySession } from "./recovery-session.ts";

export interface RecoveryOptions {
  /** With the key that is for recovery alone. */
  readonly ssh: SshTransport;
  readonly limits?: Partial<RecoveryLimits> & {
    /** After so long without a word the kit undoes everything; at most 60,000 ms. */
    readonly silenceMs?: number;
  };
}

/** The protocol that this bot speaks. */
const protocolVersion = 1;

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

/** The recovery servers, reached over SSH or, in the playground, over loopback. */
export function createRecovery(options: RecoveryOptions): RecoveryPort {
  const limits = { ...defaults, ...options.limits };
  return {
    async open(address, who, signal) {
      const channel = await channelTo(options.ssh, address, signal);
      const conversation = new Conversation(address.server, channel);
      try {
        const helloMs = options.ssh.connectTimeoutMs + 5_000;
        const facts = await greet(conversation, { ...who, helloMs, silenceMs: limits.silenceMs }, signal);
        conversation.startBeats(limits.silenceMs / 6);
        return recoverySession(conversation, facts, limits);
      } catch (error) {
        await conversation.close();
        throw error;
      }
    },
  };
}

function channelTo(ssh: SshTransport, { via }: GuestAddress, signal: AbortSignal): Promise<LineChannel> {
  return via.kind === "ssh" ? openSshChannel(ssh, via, signal) : openLocalChannel(via.port, signal);
}

interface Greeting {
  readonly runId: string;
  readonly instance: string;
  readonly helloMs: number;
  readonly silenceMs: number;
}

/** The first exchange. Errors: `unreachable`; `refused` when it is no recovery server or speaks another protocol. */
async function greet(
  conversation: Conversation,
  { runId, instance, helloMs, silenceMs }: Greeting,
  signal: AbortSignal,
): Promise<RecoveryServerFacts> {
  const { server } = conversation;
  const nonce = randomBytes(12).toString("hex");
  const values = {
    protocol: protocolVersion,
    instance,
    run: runId,
    nonce,
    silence_ms: Math.round(silenceMs),
  };
  const [line] = await conversation.ask("HELLO", values, { ends: "HELLO", withinMs: helloMs, signal });
  const hello = readAnswer(server, HelloAnswer, line ?? { verb: "HELLO", args: {} });
  if (hello.nonce !== nonce)
    throw new DomainError("failed", `${server}: the answer to HELLO is not to ours (another nonce)`);
  if (hello.protocol !== protocolVersion) {
    const older = hello.protocol < protocolVersion;
    throw new DomainError(
      "refused",
      `${server}: the recovery kit ${hello.kit} is ${older ? "older" : "newer"} than this bot: it speaks protocol ${hello.protocol}, the bot ${protocolVersion}`,
      { next: older ? "Run install.sh of this release's recovery kit there." : "Update the bot." },
    );
  }
  const { kit, kernel, postgresql, glibc, icu } = hello;
  return { kit, kernel, postgresql, glibc, icu };
}
