import type { Receiver } from "@slack/bolt";

/** One of the two ways in which Slack reaches us; the listeners do not know which. */
export interface Transport {
  /** What Bolt is given. It is started and stopped here, never by Bolt. */
  readonly receiver: Receiver;
  /**
   * Resolves when requests can come, or when connecting goes on by itself, with where they come: a URL, or `Socket Mode`.
   * Throws `refused` when the port is taken.
   */
  start(): Promise<string>;
  /**
   * Takes nothing new. Resolves when what is being answered is answered and nothing is open any more, or at the signal.
   * `idle` resolves when no listener works.
   */
  stop(idle: Promise<void>, signal: AbortSignal): Promise<void>;
  /** Why Slack cannot reach us now, in words; empty when it can. */
  reasons(): readonly string[];
}
