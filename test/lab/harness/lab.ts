import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cloudEntry } from "./client-environment.ts";
import { type OpenStack, openStack } from "./open-stack.ts";

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The running lab. */
export interface Lab {
  /** Folder of everything that it writes. */
  readonly state: string;
  /** Folder with config.yml, manifests/, keys, known hosts, signing-key. */
  readonly freezeframe: string;
  readonly cloudsFile: string;
  readonly applications: readonly SeededApplication[];
  /** Servers that restored volumes may be attached to; none with guests of QEMU. */
  readonly recovery: readonly SeededRecovery[];
  /** Member of project demo: what Freezeframe works with. */
  readonly bot: OpenStack;
  readonly admin: OpenStack;
  application(name: string): SeededApplication;
}

export interface SeededApplication {
  readonly application: string;
  /** Id of its Cinder group. */
  readonly group: string;
  readonly group_type: string;
  readonly volume_type: string;
  readonly servers: readonly SeededServer[];
}

export interface SeededRecovery {
  readonly server: string;
  readonly id: string;
}

export interface SeededServer {
  readonly server: string;
  readonly id: string;
  readonly kind: "postgresql" | "mariadb" | "files";
  readonly volumes: readonly {
    readonly role: string;
    readonly name: string;
    readonly id: string;
    readonly mount: string;
  }[];
}

/** Where the lab keeps its state: LAB_STATE, else lab/var. */
// biome-ignore lint/style/noProcessEnv: the lab's own scripts take it from there
export const labState = (): string => process.env.LAB_STATE ?? join(root, "lab/var");

/** The lab that `npm run lab` brought up. Throws with what to do when there is none. */
export async function lab(state = labState()): Promise<Lab> {
  const cloudsFile = join(state, "etc/clouds.yaml");
  const [published, ready, bot, admin] = await Promise.all([
    readFile(join(state, "applications.json"), "utf8"),
    readFile(join(state, "recovery.json"), "utf8"),
    cloudEntry(cloudsFile, "lab-bot"),
    cloudEntry(cloudsFile, "lab-admin"),
  ]).catch((cause: unknown) => {
    throw new Error(`no lab in ${state}: run npm run lab as root`, { cause });
  });
  const applications = JSON.parse(published) as SeededApplication[];
  const recovery = JSON.parse(ready) as SeededRecovery[];
  return {
    state,
    freezeframe: join(state, "freezeframe"),
    cloudsFile,
    applications,
    recovery,
    bot: await openStack(bot),
    admin: await openStack(admin),
    application: (name) => {
      const found = applications.find((one) => one.application === name);
      if (found === undefined) throw new Error(`the lab has no application ${name}`);
      return found;
    },
  };
}
