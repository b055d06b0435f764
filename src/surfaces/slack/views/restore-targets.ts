import type { Application } from "#domain/application.ts";
import type { RestoreTarget } from "#domain/restore/target.ts";

export interface OfferedTarget {
  readonly target: RestoreTarget;
  readonly text: string;
  readonly about: string;
}

/** Where a restore of this application may go, the default first. */
export function restoreTargets(restore: Application["restore"]): OfferedTarget[] {
  const { recoveryServer, boot } = restore;
  return [
    ...(recoveryServer === undefined
      ? []
      : [
          {
            target: "server" as const,
            text: `Recovery server ${recoveryServer}`,
            about: "attached there, the database recovered, the data checked",
          },
        ]),
    ...(boot === undefined
      ? []
      : [
          {
            target: "boot" as const,
            text: `Boot a server, flavor ${boot.flavor}`,
            about: "apart from production; what it finds comes over its console",
          },
        ]),
    {
      target: "volumes" as const,
      text: "Volumes only",
      about: "made and proved, nobody reads them: they may hold anything",
    },
  ];
}
