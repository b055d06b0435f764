import { decodeLine } from "#support/ssh/line-codec.ts";
import { type InstalledKit, installedKit } from "../../harness/installed-kit.ts";

export type { KitProcess } from "../../harness/kit-process.ts";

const installer = new URL("../../../../deploy/recovery-kit/install.sh", import.meta.url).pathname;

/** The recovery kit, installed for real beside any other on this host. */
export type RecoveryKit = InstalledKit;

export const installRecoveryKit = (): Promise<RecoveryKit> =>
  installedKit({
    installer,
    program: "freezeframe-recover",
    run: "freezeframe-recover",
    // A check of all data takes its time.
    withinMs: 60_000,
    read: decoded,
  });

function decoded(line: string): string {
  if (decodeLine(line) === undefined) throw new Error(`no line of the protocol: ${line}`);
  return decodeURIComponent(line);
}
