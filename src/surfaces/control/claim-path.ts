import { lstatSync, mkdirSync, rmSync, type Stats, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname } from "node:path";
import { DomainError } from "#domain/errors.ts";
import { checkSocketPath } from "./socket-path.ts";

/** A living listener accepts at once: the kernel does it. */
const ANSWER_MS = 1_000;

/**
 * Makes a path free for our socket: its directory is ours alone (0700), and what a dead bot left there is gone. Throws
 * `refused` for a directory or file that is not fit, `busy` when somebody listens. Two that claim at the same moment are
 * kept apart by the store, which only one of them can have.
 */
export async function claimSocketPath(path: string, signal: AbortSignal): Promise<void> {
  checkSocketPath(path);
  preparePrivateDirectory(dirname(path));
  const found = lstat(path);
  if (found === undefined) return;
  // Checked first: connect(2) answers ECONNREFUSED for a plain file, too.
  if (!found.isSocket())
    throw new DomainError("refused", `control.path ${path} is there and is no socket`, {
      next: "move it away, or set control.path in config.yml to another file",
    });
  if (await somebodyListens(path, signal))
    throw new DomainError("busy", `another Freezeframe listens at ${path} already`, {
      next: "freezeframe status asks it; each installation needs a control.path of its own",
    });
  rmSync(path, { force: true });
}

function preparePrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(directory);
  const self = process.geteuid?.();
  if (self !== undefined && uid !== self)
    throw new DomainError(
      "refused",
      `the directory of control.path, ${directory}, belongs to user id ${uid}, but this process runs as ${self}`,
      { next: `run as user id ${uid}, or set control.path to a file in a directory of its own` },
    );
  if ((mode & 0o077) !== 0)
    throw new DomainError(
      "refused",
      `the directory of control.path, ${directory}, has mode ${(mode & 0o777).toString(8)}, expected 700: whoever reaches the socket commands the bot`,
      { next: `chmod 700 ${directory}, or set control.path to a file in a directory of its own` },
    );
}

const lstat = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });

/** Only a refused connection proves that nobody listens; a full backlog (EAGAIN) or silence does not. */
function somebodyListens(path: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      if (signal.aborted) reject(signal.reason);
      else resolve(error.code !== "ECONNREFUSED" && error.code !== "ENOENT");
    });
  });
}
