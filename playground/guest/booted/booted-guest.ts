import { gunzipSync } from "node:zlib";
import type { BootedServer, StartGuest } from "../../cloud/booted.ts";
import { formatLine, parseLine } from "../line.ts";
import type { RecoveryFaults } from "../recovery/faults.ts";
import { Recovery } from "../recovery/recovery.ts";
import type { AttachedDisks, RecoveryServerSeed } from "../recovery/seed.ts";
import { ConsoleFrames } from "./console-frames.ts";

export interface BootedGuestOptions {
  /** What is in every image. */
  readonly seed: RecoveryServerSeed;
  readonly faults: RecoveryFaults;
  readonly disksOf: (serverId: string) => AttachedDisks;
}

/**
 * A booted server whose cloud-init runs what Freezeframe gave it: the recovery kit's batch, on a simulated kit. Without a job in
 * its user data it boots and says nothing of ours.
 */
export function bootedGuests({ seed, faults, disksOf }: BootedGuestOptions): StartGuest {
  return async (server, tell) => {
    tell(
      "[    0.000000] Linux version 6.1.0-simulated\n[    2.104711] virtio_blk virtio1: [vdb] 2097152 512-byte blocks\n",
    );
    const job = jobOf(server);
    if (job === undefined) return;
    tell("[   24.551210] cloud-init[388]: Cloud-init v. 22.4.2 running 'modules:final'\n");
    const frames = new ConsoleFrames(job.nonce);
    const state = {
      seed: { ...seed, server: server.name },
      disks: disksOf(server.id),
      faults,
      open: undefined,
      replayed: new Set<string>(),
    };
    let heard: string[] = [];
    const recovery = new Recovery(state, {
      say: (verb, values) => heard.push(formatLine(verb, values).trimEnd()),
      hangUp: () => undefined,
      breakOff: () => undefined,
    });
    let leftOut: "nothing" | "damaged" | "rest" = "nothing";
    for (const [at, text] of job.lines.entries()) {
      if (isLeftOut(text, leftOut)) continue;
      heard = [];
      await recovery.answer(parseLine(text));
      for (const line of heard) tell(asText(frames.add(at + 1, line)));
      const last = heard.at(-1) ?? "";
      if (last.startsWith("ERR ") && !text.startsWith("VERIFY ")) leftOut = "rest";
      if (last.startsWith("CHECKED ") && last.includes(" clean=no")) leftOut = "damaged";
    }
    frames.end();
    // Again, as the kit does until somebody takes the server away.
    tell(asText(frames.all));
    tell("guest login: \n");
    tell(asText(frames.all));
  };
}

const asText = (frames: readonly string[]): string => frames.map((frame) => `${frame}\n`).join("");

const isLeftOut = (line: string, leftOut: "nothing" | "damaged" | "rest"): boolean => {
  if (leftOut === "nothing" || line === "STOP" || line === "BYE") return false;
  return leftOut === "rest" || !line.startsWith("CHECK ");
};

function jobOf({ userData }: BootedServer): { nonce: string; lines: string[] } | undefined {
  if (userData === undefined) return undefined;
  const script = gunzipSync(Buffer.from(userData, "base64")).toString("utf8");
  const [, nonce, job] = /^cat >"\$at\/job" <<'([0-9a-f]+)'\n([\s\S]*?)\n\1$/m.exec(script) ?? [];
  return nonce === undefined || job === undefined ? undefined : { nonce, lines: job.split("\n") };
}
