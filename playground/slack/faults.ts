/** Which calls a fault is for: every field that is given must fit. */
export interface SlackMatch {
  /** `chat.postMessage`, `chat.`, …, `response_url` or `upload_url`: what the method's name begins with. */
  readonly method?: string;
  readonly channel?: string;
}

/** What goes wrong between the bot and Slack. */
export type SlackFault =
  | CallFault
  /** A workspace to which the blocks of 2026 have not come yet: `invalid_blocks` for plan, task_card and charts. */
  | { readonly kind: "older-workspace"; readonly match?: SlackMatch };

/** What goes wrong with one call. */
export type CallFault =
  /** The connection is reset before anything is carried out. */
  | { readonly kind: "down"; readonly match?: SlackMatch }
  /** Carried out after a wait. */
  | { readonly kind: "slow"; readonly ms: number; readonly match?: SlackMatch }
  /** No answer ever; `applied` says whether it was carried out all the same. */
  | { readonly kind: "hang"; readonly applied?: boolean; readonly match?: SlackMatch }
  /** Carried out, then the connection breaks before the answer. */
  | { readonly kind: "lose-answer"; readonly match?: SlackMatch }
  /** 429 with Retry-After in seconds: nothing is carried out. */
  | { readonly kind: "ratelimited"; readonly retryAfter: number; readonly match?: SlackMatch }
  /** An HTML page of a proxy under this status. */
  | { readonly kind: "status"; readonly status: number; readonly match?: SlackMatch }
  /** `ok: false` with this code, e.g. `channel_not_found`, `internal_error`. */
  | { readonly kind: "error"; readonly error: string; readonly match?: SlackMatch };

interface Armed {
  readonly id: number;
  readonly fault: SlackFault;
  left: number;
}

/** Faults that were asked for and have not been used up. */
export class SlackFaults {
  #armed: Armed[] = [];
  #last = 0;

  /** Strikes `times` times; default: until it is removed. */
  add(fault: SlackFault, times = Number.POSITIVE_INFINITY): number {
    this.#last += 1;
    this.#armed.push({ id: this.#last, fault, left: times });
    return this.#last;
  }

  remove(id?: number): void {
    this.#armed = id === undefined ? [] : this.#armed.filter((armed) => armed.id !== id);
  }

  /** Uses up one stroke of the first fault that fits. */
  take(method: string, channel: string | undefined): CallFault | undefined {
    return this.#take(method, channel, (fault): fault is CallFault => fault.kind !== "older-workspace");
  }

  /** Whether plan, task_card and charts are unknown to the workspace now. */
  isOlderWorkspace(method: string, channel: string | undefined): boolean {
    const isOld = (fault: SlackFault): fault is SlackFault => fault.kind === "older-workspace";
    return this.#take(method, channel, isOld) !== undefined;
  }

  #take<F extends SlackFault>(
    method: string,
    channel: string | undefined,
    wanted: (fault: SlackFault) => fault is F,
  ): F | undefined {
    for (const armed of this.#armed) {
      if (armed.left > 0 && wanted(armed.fault) && fits(armed.fault.match, method, channel)) {
        armed.left -= 1;
        return armed.fault;
      }
    }
    return undefined;
  }
}

function fits(match: SlackMatch | undefined, method: string, channel: string | undefined): boolean {
  if (match?.method !== undefined && !method.startsWith(match.method)) return false;
  return match?.channel === undefined || match.channel === channel;
}
