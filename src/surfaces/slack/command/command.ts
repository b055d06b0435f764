/** A slash command, understood. Names are as typed: whether they exist is for the operation to say. */
export type Command = MessageCommand | EvidenceCommand | RestoreWindowCommand;

/** Answered by opening a modal. */
export interface EvidenceCommand {
  readonly verb: "evidence";
  readonly point: string;
}

/** `restore APP` without a point, answered by opening a modal that asks for the rest. */
export interface RestoreWindowCommand {
  readonly verb: "restore-window";
  readonly application: string;
}

/** Answered by a message. */
export type MessageCommand =
  | { readonly verb: "snapshot"; readonly application: string; readonly reason?: string }
  | { readonly verb: "status"; readonly application?: string }
  | {
      readonly verb: "points";
      /** Left out only of `--prune`: a line for each of them. */
      readonly application?: string;
      /** What retention would take of them. */
      readonly prune?: true;
    }
  | { readonly verb: "protect"; readonly point: string; readonly reason?: string }
  | { readonly verb: "unprotect"; readonly point: string }
  | {
      readonly verb: "doctor";
      readonly application: string;
      /** Freeze and thaw, cut nothing. */
      readonly rehearse?: true;
    }
  | { readonly verb: "design"; readonly application: string }
  | { readonly verb: "runs" }
  | { readonly verb: "cancel"; readonly run: string; readonly reason?: string }
  | { readonly verb: "thaw"; readonly application: string }
  | { readonly verb: "pause"; readonly application: string; readonly until: number; readonly reason: string }
  | { readonly verb: "resume"; readonly application: string }
  | {
      readonly verb: "restore";
      readonly application: string;
      /** An id, or `latest`. */
      readonly point: string;
      readonly reason: string;
    }
  /** Without a point the manifest chooses. */
  | { readonly verb: "test"; readonly application: string; readonly point?: string }
  | { readonly verb: "restores" }
  | { readonly verb: "discard"; readonly restore: string }
  /** Without an application: all of them. */
  | { readonly verb: "drift"; readonly application?: string }
  | { readonly verb: "adopt"; readonly application?: string }
  | { readonly verb: "orphans"; readonly application?: string }
  | {
      readonly verb: "clean";
      readonly application: string;
      /** Only this one, with what has to go before it; or what an incident's runs, or a run, have left. */
      readonly orphan?: string;
      readonly reason?: string;
    }
  | {
      readonly verb: "keep";
      readonly orphan: string;
      /** Epoch milliseconds; absent: for good. */
      readonly until?: number;
      readonly reason?: string;
    }
  | { readonly verb: "release"; readonly orphan: string }
  | { readonly verb: "incidents" }
  | { readonly verb: "approvals" }
  | { readonly verb: "reload" }
  | { readonly verb: "help"; readonly topic?: string }
  /** No verb of ours; `near` is the verb that may have been meant. */
  | { readonly verb: "unknown"; readonly text: string; readonly near?: string };

export type Verb = Exclude<Command["verb"], "unknown" | "restore-window">;
