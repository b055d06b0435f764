import type { Document } from "./application-dir.ts";
import { withoutFreeze } from "./restore.ts";
import type { ScratchGroup } from "./scratch-group.ts";

/** Where the volumes of a scratch application are attached. */
export const SCRATCH_SERVER = "shop-app-1";

/** Makes the manifest of shop one of a scratch group, whose points are taken without a freeze. */
export const scratchApplication =
  (group: ScratchGroup, more: (manifest: Document) => void = () => undefined) =>
  (manifest: Document): void => {
    manifest.application = group.name;
    manifest.servers = manifest.servers.filter(({ name }: { name: string }) => name === SCRATCH_SERVER);
    const volumes = group.volumes.map(({ role, name, mount }) => ({ role, name, mount }));
    manifest.group = { name: group.name, type: group.groupType, volumes };
    manifest.restoreTest.checks = [{ kind: "filesystem" }];
    withoutFreeze(manifest);
    more(manifest);
  };
