import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Lab } from "../test/lab/harness/lab.ts";

/** A seeded application with one server, as every contestant needs to know it. */
export interface Target {
  readonly application: string;
  readonly groupId: string;
  readonly server: string;
  readonly sshPort: number;
  readonly volumes: readonly { readonly role: string; readonly id: string; readonly mount: string }[];
  /** In the order in which they are frozen. */
  readonly mounts: readonly string[];
}

const Manifest = z.object({ servers: z.array(z.object({ ssh: z.object({ port: z.number() }) })).length(1) });

export async function labTarget(lab: Lab, application: string): Promise<Target> {
  const seeded = lab.application(application);
  const file = join(lab.freezeframe, "manifests", `${application}.yml`);
  const [entry] = Manifest.parse(parse(await readFile(file, "utf8"))).servers;
  const [server] = seeded.servers;
  if (server === undefined || entry === undefined) throw new Error(`${application} has no server`);
  return {
    application,
    groupId: seeded.group,
    server: server.server,
    sshPort: entry.ssh.port,
    volumes: server.volumes,
    mounts: server.volumes.map((volume) => volume.mount),
  };
}
