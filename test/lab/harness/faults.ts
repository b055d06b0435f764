import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { labState } from "./lab.ts";

/** What the storage driver shall do wrong; see `lab/tools/fault --help`. */
export interface Fault {
  /** A driver call: `create_snapshot`, `create_group_snapshot` (atomic back end only), `delete_snapshot`, … */
  readonly op: string;
  /** fail: an error Cinder expects. crash: one it does not. hang: until the fault is cleared. exit: the service dies. */
  readonly action: "fail" | "crash" | "delay" | "hang" | "exit";
  /** Part of the id or name of a volume, snapshot or group. Always set it: others use the lab too. */
  readonly match: string;
  readonly backend?: "atomic" | "generic";
  readonly seconds?: number;
  /** So many calls that match pass first. */
  readonly after?: number;
  readonly times?: number;
}

/** Puts a fault in place until it is disposed of. */
export async function addFault(name: string, fault: Fault): Promise<AsyncDisposable> {
  const file = faultFile(name);
  await mkdir(join(labState(), "faults"), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(fault));
  await rename(`${file}.new`, file);
  return { [Symbol.asyncDispose]: () => clearFault(name) };
}

export const clearFault = (name: string): Promise<void> => rm(faultFile(name), { force: true });

/** A fault that was to happen so many times has happened the last time. */
export async function isSpent(name: string): Promise<true | undefined> {
  const { times }: Fault = JSON.parse(await readFile(faultFile(name), "utf8"));
  return times === 0 ? true : undefined;
}

const faultFile = (name: string): string => join(labState(), "faults", `${name}.json`);
