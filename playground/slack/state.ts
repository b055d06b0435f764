import { randomBytes } from "node:crypto";
import { SlackFaults } from "./faults.ts";
import { RateLimits } from "./rate-limits.ts";
import type { SlackSeed } from "./seed.ts";
import type {
  SlackCall,
  SlackChange,
  SlackChannel,
  SlackEphemeral,
  SlackFile,
  SlackMessage,
  SlackUser,
  SlackUserGroup,
  SlackView,
} from "./types.ts";

/** What a person did that an app may answer with a view: lives 3 s, single use. */
export interface Trigger {
  readonly user: string;
  readonly expiresAt: number;
  /** The modal it was pulled in, for views.push. */
  readonly viewId: string | undefined;
  used: boolean;
}

/** Where an app may answer a command or a click without being in the channel. */
export interface ResponseUrl {
  readonly channel: string;
  readonly user: string;
  readonly triggerId: string;
  readonly expiresAt: number;
  /** The message whose button was clicked. */
  readonly original: string | undefined;
  uses: number;
}

/** Everything that the simulated workspace remembers. */
export interface SlackState {
  readonly seed: SlackSeed;
  readonly users: Map<string, SlackUser>;
  readonly channels: Map<string, SlackChannel>;
  readonly groups: Map<string, SlackUserGroup>;
  /** In the order in which they were posted. */
  readonly messages: SlackMessage[];
  readonly ephemerals: SlackEphemeral[];
  readonly files: Map<string, SlackFile>;
  /** The modal stack of each person, root first. */
  readonly modals: Map<string, SlackView[]>;
  readonly homes: Map<string, SlackView>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  readonly calls: SlackCall[];
  readonly faults: SlackFaults;
  readonly rates: RateLimits;
  readonly listeners: Set<(change: SlackChange) => void>;
  tokenRevoked: boolean;
  scopes: readonly string[];
  /** Epoch ms of the workspace: the real clock, moved on by `advance`. */
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  readonly nextTs: () => string;
}

export function createState(seed: SlackSeed, rateLimits: boolean): SlackState {
  let ahead = 0;
  let lastTs = 0;
  const now = () => Date.now() + ahead;
  const byId = <R extends { readonly id: string }>(rows: readonly R[]) =>
    new Map(rows.map((row) => [row.id, structuredClone(row)]));
  return {
    seed,
    users: byId(seed.users),
    channels: byId(seed.channels),
    groups: byId(seed.groups),
    messages: [],
    ephemerals: [],
    files: new Map(),
    modals: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    calls: [],
    faults: new SlackFaults(),
    rates: new RateLimits(rateLimits),
    listeners: new Set(),
    tokenRevoked: false,
    scopes: seed.scopes,
    now,
    advance: (ms) => {
      ahead += ms;
    },
    nextTs: () => {
      // Microseconds: the id of a message in its channel, never the same twice.
      lastTs = Math.max(lastTs + 1, now() * 1_000);
      return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, "0")}`;
    },
  };
}

export function announce(state: SlackState, change: SlackChange): void {
  for (const listener of state.listeners) listener(change);
}

/** An id as Slack makes them: a letter, then capitals and digits. */
export const newId = (letter: string): string => letter + randomBytes(5).toString("hex").toUpperCase();
