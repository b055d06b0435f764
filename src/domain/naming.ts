/**
 * A group snapshot has no metadata, so its name is the stamp: `ff/<instance>/<application>/<run>/<token>`. It is chosen
 * before the POST, so that a request whose answer was lost can be found again (Cinder limits names to 255 characters and
 * cannot rename a group snapshot).
 */
export interface GroupSnapshotName {
  readonly instance: string;
  readonly application: string;
  readonly runId: string;
  readonly token: string;
}

export const groupSnapshotName = (name: GroupSnapshotName): string => runPrefix(name) + name.token;

/** What all group snapshots of one run start with. */
export const runPrefix = (name: Omit<GroupSnapshotName, "token">): string =>
  `ff/${name.instance}/${name.application}/${name.runId}/`;

/** Undefined for a name that is not one of Freezeframe's. */
export function parseGroupSnapshotName(name: string): GroupSnapshotName | undefined {
  // Asked of every thing of a project: hardly any is ours.
  if (!name.startsWith("ff/")) return undefined;
  const [ff, instance, application, runId, token, ...rest] = name.split("/");
  if (ff !== "ff" || !instance || !application || !runId || !token || rest.length > 0) return undefined;
  return { instance, application, runId, token };
}
