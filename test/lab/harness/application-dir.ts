import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { removeGroupSnapshots } from "./group-snapshots.ts";
import type { Lab } from "./lab.ts";
import { removeRestored } from "./restored-things.ts";

/** A manifest or config.yml as YAML gives it: tests change what they want of it. */
// biome-ignore lint/suspicious/noExplicitAny: tests also write what the schema refuses
export type Document = any;

/** A Freezeframe of its own: instance, store, config and manifests. */
export interface ApplicationDir extends AsyncDisposable {
  readonly path: string;
  readonly config: string;
  /** Its group snapshots are named `ff/<instance>/…`, its restores `ffr/<instance>/…`; they are removed with it. */
  readonly instance: string;
  readonly application: string;
}

export interface ApplicationDirOptions {
  /** A seeded application whose manifest is taken. */
  readonly application: string;
  /** Changes the manifest, or returns another one. */
  readonly manifest?: (manifest: Document) => Document | undefined;
  readonly config?: (config: Document) => void;
}

/** Makes a temporary folder for runs against the lab. */
export async function applicationDir(lab: Lab, options: ApplicationDirOptions): Promise<ApplicationDir> {
  const path = await mkdtemp(join(tmpdir(), "freezeframe-lab-"));
  const instance = `lab-${path.slice(-6).toLowerCase()}`;
  const config = await document(join(lab.freezeframe, "config.yml"));
  config.instance = instance;
  config.guests.ssh.identityFile = join(lab.freezeframe, "id_ed25519");
  config.guests.ssh.knownHostsFile = join(lab.freezeframe, "known_hosts");
  if (config.recovery !== undefined) {
    config.recovery.ssh.identityFile = join(lab.freezeframe, "recovery_ed25519");
    config.recovery.ssh.knownHostsFile = join(lab.freezeframe, "recovery_known_hosts");
  }
  config.signingKey = `\${file:${join(lab.freezeframe, "signing-key")}}`;
  options.config?.(config);
  const manifest = await document(join(lab.freezeframe, "manifests", `${options.application}.yml`));
  const changed = options.manifest?.(manifest) ?? manifest;
  await mkdir(join(path, "manifests"));
  await writeFile(join(path, "manifests", `${changed.application}.yml`), stringify(changed));
  await writeFile(join(path, "config.yml"), stringify(config));
  return {
    path,
    config: join(path, "config.yml"),
    instance,
    application: changed.application,
    [Symbol.asyncDispose]: async () => {
      await removeRestored(lab, instance);
      await removeGroupSnapshots(lab, `ff/${instance}/`);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** A YAML file as it is. */
export const document = async (file: string): Promise<Document> => parse(await readFile(file, "utf8"));
