import { closeSync, fdatasync, openSync } from "node:fs";
import { promisify } from "node:util";
import type { FailStop } from "#support/fail-stop.ts";

/** Brings SQLite's write-ahead log onto the disk while the event loop goes on. */
export interface LogSync {
  /** To be told of each transaction. */
  wrote(): void;
  /** Resolves when all that was written before is on disk. One sync serves everybody who asked before it began. */
  durable(): Promise<void>;
  /** Whoever still waits is told nothing any more. */
  close(): void;
}

interface LogSyncOptions {
  readonly failStop: FailStop;
  /** Default: fdatasync. */
  readonly sync?: ((file: number) => Promise<void>) | undefined;
}

/** Of the log of an open database, which must be there already. */
export function createLogSync(path: string, options: LogSyncOptions): LogSync {
  const { failStop, sync = promisify(fdatasync) } = options;
  // SQLite has no lock on its log in exclusive mode, so closing this descriptor takes none away.
  const file = openSync(path, "r+");
  let unsynced = false;
  let closed = false;
  let going: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  const begin = async (): Promise<void> => {
    unsynced = false;
    try {
      await sync(file);
    } catch (error) {
      // After a failed sync the kernel may say of the next one that it worked: nothing can be known any more.
      failStop(error);
    }
    if (closed) {
      closeSync(file);
      await never();
    }
    going = undefined;
  };
  const durable = (): Promise<void> => {
    if (closed) return never();
    if (!unsynced) return going ?? Promise.resolve();
    if (going === undefined) {
      going = begin();
      return going;
    }
    // What is under way may have begun before the last write.
    next ??= going.then(() => {
      next = undefined;
      return durable();
    });
    return next;
  };
  return {
    wrote: () => {
      unsynced = true;
    },
    durable,
    close: () => {
      if (closed) return;
      closed = true;
      if (going === undefined) closeSync(file);
    },
  };
}

const never = (): Promise<never> => new Promise(() => undefined);
