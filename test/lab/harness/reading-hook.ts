import type { Document } from "./application-dir.ts";
import { guest } from "./guest.ts";

const NAME = "lab-reads";
const file = `/etc/freezeframe/recover-hooks.d/${NAME}`;

/** On the recovery server, for applications without a database: it reads whatever is mounted, and agrees. */
export async function installReadingHook(): Promise<AsyncDisposable> {
  const server = guest("recovery-1");
  await server.sh(`printf '#!/bin/sh\nls /srv/*/ >&2\n' >${file} && chmod 755 ${file}`);
  return {
    [Symbol.asyncDispose]: async () => {
      await server.sh(`rm -f ${file}`);
    },
  };
}

/** The manifest wants the data read by it. */
export function readByHook(manifest: Document): void {
  manifest.restoreTest.checks.push({ kind: "hook", name: NAME, readsData: true });
}
