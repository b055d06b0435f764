import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { DomainError } from "#domain/errors.ts";
import type { RecoveryJob } from "#workflows/recovery-port.ts";
import type { Who } from "../questions.ts";
import type { RecoveryLimits } from "../recovery-session.ts";
import { jobLines } from "./job-lines.ts";

/** The kit that this bot speaks with, as it is installed on recovery servers. */
const kitFile = new URL("../../../deploy/recovery-kit/freezeframe-recover", import.meta.url);

/** Nova's limit, characters of base64 (nova/api/openstack/compute/schemas/servers.py, create). */
const USER_DATA_MAX = 65_535;

/**
 * User data for a server that reads restored volumes: a script with the recovery kit and its job, zipped, which cloud-init
 * unzips by itself (cloudinit/user_data.py, convert_string). Everything of it is in memory there. The same for the same job.
 * Errors: `invalid-input` when it is more than Nova takes.
 */
export async function bootScript(who: Who, job: RecoveryJob, limits: RecoveryLimits): Promise<string> {
  const lines = jobLines(who, job, limits);
  const script = scriptOf(await readFile(kitFile, "utf8"), lines, who.nonce);
  const userData = gzipSync(script, { level: 9 }).toString("base64");
  if (userData.length <= USER_DATA_MAX) return userData;
  throw new DomainError(
    "invalid-input",
    `the server's job is too long: ${userData.length} characters of user data, Nova takes ${USER_DATA_MAX}`,
    { next: "Ask fewer or shorter queries in the manifest, or restore to a recovery server." },
  );
}

/** Nothing of the job or the kit can end a here-document of this name: no line of either holds the nonce alone. */
const scriptOf = (kit: string, lines: readonly string[], nonce: string): string => `#!/bin/bash
# Freezeframe booted this server to read restored volumes, and takes it away with them.
umask 077
at=/run/freezeframe-boot
mkdir -p "$at" || exit 1
cat >"$at/freezeframe-recover" <<'${nonce}'
${kit.trimEnd()}
${nonce}
cat >"$at/job" <<'${nonce}'
${lines.join("\n")}
${nonce}
# In the background: whatever waits for this script goes on.
setsid bash -p "$at/freezeframe-recover" batch "$at/job" ${nonce} </dev/null >/dev/null 2>&1 &
`;
