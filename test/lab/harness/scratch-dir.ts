import { type ApplicationDir, applicationDir, type Document } from "./application-dir.ts";
import type { Lab } from "./lab.ts";
import type { ScratchGroup, ScratchVolume } from "./scratch-group.ts";

/** What a test wants otherwise. */
export interface ScratchChange {
  readonly config?: (config: Document) => void;
  readonly manifest?: (manifest: Document) => void;
  /** Those that the manifest names; else the group's. */
  readonly volumes?: readonly ScratchVolume[];
}

/** An application `scratch` of these volumes that is never frozen, so that its label is what the back end makes it. */
export const unfrozenDir = (
  lab: Lab,
  group: ScratchGroup,
  { config, manifest: more, volumes = group.volumes }: ScratchChange = {},
): Promise<ApplicationDir> =>
  applicationDir(lab, {
    application: "orders-db",
    ...(config === undefined ? {} : { config }),
    manifest: (manifest) => {
      manifest.application = "scratch";
      manifest.quiesce = { policy: "skip" };
      manifest.group = {
        name: group.name,
        type: group.groupType,
        volumes: volumes.map(({ role, name }) => ({ role, name })),
      };
      more?.(manifest);
    },
  });

/** The same with its role `data` mounted in this guest of shop, frozen as the manifest wants it. */
export const frozenDir = (
  lab: Lab,
  group: ScratchGroup,
  server: string,
  more: (manifest: Document) => void = () => undefined,
): Promise<ApplicationDir> =>
  applicationDir(lab, {
    application: "shop",
    manifest: (manifest) => {
      manifest.application = "scratch";
      manifest.servers = manifest.servers.filter(({ name }: { name: string }) => name === server);
      manifest.group = {
        name: group.name,
        type: group.groupType,
        volumes: group.volumes.map(({ role, name, mount }) => ({ role, name, mount, server })),
      };
      manifest.quiesce.stages = [[{ kind: "fsfreeze", server, roles: ["data"] }]];
      more(manifest);
    },
  });
