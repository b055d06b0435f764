import type { ConfigRequest } from "#config/find-config.ts";
import { type Installation, loadInstallation } from "#config/load.ts";
import type { Application } from "#domain/application.ts";

/** The manifests that are in force. They change only when somebody asks for it, and only as one set. */
export interface Manifests {
  current(): ReadonlyMap<string, Application>;
  /** Reads the files anew and puts them in force, or throws with every problem of every file and changes nothing. */
  reload(): Promise<ReadonlyMap<string, Application>>;
}

export function createManifests(installation: Installation, request: ConfigRequest): Manifests {
  let inForce = installation.applications;
  return {
    current: () => inForce,
    reload: async () => {
      // config.yml is held against the manifests too, but keeps its first reading: clouds and tokens need a restart.
      inForce = (await loadInstallation(request)).applications;
      return inForce;
    },
  };
}
