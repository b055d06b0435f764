import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { stringify } from "yaml";
import { createRecovery } from "#recovery/recovery.ts";
import { type ApplicationDir, applicationDir, type Document, document } from "./application-dir.ts";
import { startFreezeframe } from "./freezeframe.ts";
import type { Lab } from "./lab.ts";
import { attachedToRecovery, restoredThings } from "./restored-things.ts";
import { type VerbAnswer, verbAnswer } from "./verb.ts";

/** A Freezeframe that restores a seeded application without asking anybody. */
export const restoreDir = (
  lab: Lab,
  application: string,
  manifest: (manifest: Document) => void = () => undefined,
): Promise<ApplicationDir> =>
  applicationDir(lab, {
    application,
    manifest: (read) => {
      read.approve = [];
      manifest(read);
    },
    config: (config) => {
      config.limits.betweenExecutions = "0s";
    },
  });

/** Nothing is frozen, and no grade is asked for that only a freeze could give. */
export const withoutFreeze = (manifest: Document): void => {
  manifest.quiesce = { policy: "skip" };
  delete manifest.objectives.grade;
};

/** From now on the manifest says so. */
export async function changeManifest(
  { path, application }: ApplicationDir,
  change: (manifest: Document) => void,
): Promise<void> {
  const file = join(path, "manifests", `${application}.yml`);
  const manifest = await document(file);
  change(manifest);
  await writeFile(file, stringify(manifest));
}

/** `freezeframe restore APP … --json`, to its end. */
export const restore = async (dir: ApplicationDir, ...args: readonly string[]): Promise<VerbAnswer> =>
  verbAnswer(
    await startFreezeframe(["restore", dir.application, ...args, "--json"], { dir, limitMs: 170_000 }).ended,
  );

/** Opens what was restored, and is attached, once more: what its database answers to each query. */
export async function lookInside(
  lab: Lab,
  report: { readonly volumes: readonly { readonly role: string; readonly volumeId: string }[] },
  application: string,
  queries: readonly string[],
): Promise<string[]> {
  const signal = AbortSignal.timeout(60_000);
  const { recovery } = await document(join(lab.freezeframe, "config.yml"));
  const [{ name, ssh }] = recovery.servers;
  const seeded = lab.application(application).servers.flatMap((server) => server.volumes);
  const folder = await mkdtemp(join(tmpdir(), "freezeframe-look-"));
  try {
    const kits = createRecovery({
      ssh: {
        identityFile: join(lab.freezeframe, "recovery_ed25519"),
        knownHostsFile: join(lab.freezeframe, "recovery_known_hosts"),
        connectTimeoutMs: 10_000,
        configDir: folder,
      },
    });
    const who = { runId: "look-inside", instance: "test" };
    await using kit = await kits.open({ server: name, via: { kind: "ssh", ...ssh } }, who, signal);
    await kit.find(report.volumes, signal);
    await kit.mount(
      report.volumes.map(({ role }) => ({ role, mount: seeded.find((one) => one.role === role)?.mount })),
      signal,
    );
    await kit.startPostgresql({ cluster: "main", dataRole: "data" }, signal);
    const answers: string[] = [];
    for (const sql of queries)
      answers.push((await kit.check({ kind: "sql", database: "orders", sql }, signal)).value ?? "");
    await kit.stop(signal);
    return answers;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Neither Cinder nor Nova has anything of this instance's restores. */
export async function expectNothingRestored(
  lab: Lab,
  dir: ApplicationDir,
  ids: readonly string[] = [],
): Promise<void> {
  expect(await restoredThings(lab, dir.instance)).toEqual([]);
  const attached = await attachedToRecovery(lab);
  expect(ids.filter((id) => attached.includes(id))).toEqual([]);
}
