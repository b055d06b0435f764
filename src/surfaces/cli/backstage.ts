import type { Findings } from "#config/format-validation.ts";
import type { Chart } from "#domain/chart.ts";
import type { Actor } from "#domain/permission.ts";
import type { AskedOperations, Thawed } from "#operations/index.ts";

/** What the command line needs from behind the scenes; `src/composition/` provides it. */
export interface Backstage {
  /** Who sits at this command line, as config maps the OS user. */
  actor(): Promise<Actor>;
  /** The files alone: no cloud, no guest, no store. */
  validate(): Promise<{ readonly findings: Findings; readonly text: string }>;
  /**
   * The running bot, over its control socket; undefined when none listens. Throws `refused` for a bot of another version,
   * `unreachable` for one that does not answer.
   */
  bot(): Promise<Session | undefined>;
  /** The running bot, or else the store, opened for this process. Throws `busy` when another process has it. */
  open(): Promise<Session>;
  /**
   * Puts a backup in the store's place. Throws `busy` when another process has the store, `refused` for a file that is no
   * whole store or too new, `not-found`.
   */
  putBackStore(file: string): Promise<StorePutBack>;
  /** A chart as PNG. Throws `unreachable` when it cannot be drawn. */
  draw(chart: Chart, signal: AbortSignal): Promise<Uint8Array>;
  /** By this process itself, without the store: it works beside a bot that is stuck, and beside a running snapshot. */
  thaw(application: string, signal: AbortSignal): Promise<Thawed[]>;
  /**
   * The bot, until the signal: resolves after an orderly end. `ready` is called once, with where it listens, as soon as
   * it takes requests.
   */
  start(ready: (words: string) => void, signal: AbortSignal): Promise<void>;
}

/** A store that was restored from a backup. */
export interface StorePutBack {
  readonly file: string;
  readonly store: string;
  /** Rows of the audit in the backup. */
  readonly auditRows: number;
  /** Where the store of before is; absent: there was none. */
  readonly aside?: string;
  /** Runs that had not ended at the backup, and are over. */
  readonly ended: readonly string[];
}

/** The store of this process or a running bot: verbs need not know which. */
export interface Session {
  readonly operations: AskedOperations;
  /** This process has the store: until the session is closed nobody else can decide or ask anything. */
  readonly alone?: true;
  /** Takes up what earlier processes left unfinished. Returns the ids of those runs. */
  recover(): Promise<readonly string[]>;
  /**
   * Resolves when no run is left that this session can bring to its end, but such as wait for people or for a time; or
   * throws the signal's reason.
   */
  idle(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
