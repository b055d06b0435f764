/**
 * Cinder gives restored volumes no name at all, so they get one from us, computed before the request: the same run and role
 * have the same name, and what a lost answer has made can be found by it. `ffr/<instance>/<application>/<run>/<role>`
 */
export interface RestoredName {
  readonly instance: string;
  readonly application: string;
  readonly runId: string;
  readonly role: string;
}

export const restoredName = (name: RestoredName): string => restorePrefix(name) + name.role;

/** What everything that one restore has made starts with. */
export const restorePrefix = (name: Omit<RestoredName, "role">): string =>
  `ffr/${name.instance}/${name.application}/${name.runId}/`;

/** The restored group of a run. It is no volume, so a role of this name is no clash. */
export const restoredGroupName = (name: Omit<RestoredName, "role">): string => `${restorePrefix(name)}group`;

/** The server that a run boots. */
export const restoredServerName = (name: Omit<RestoredName, "role">): string =>
  `${restorePrefix(name)}server`;

/** The run that carries a request out; it names the restore. */
export const restoreIdOf = (requestId: string): string => `${requestId}-restore`;

/** Undefined for a name that is not one of Freezeframe's restores. */
export function parseRestoredName(name: string): RestoredName | undefined {
  const [ffr, instance, application, runId, role, ...rest] = name.split("/");
  if (ffr !== "ffr" || !instance || !application || !runId || !role || rest.length > 0) return undefined;
  return { instance, application, runId, role };
}
