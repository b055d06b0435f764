import type { Application } from "#domain/application.ts";
import { digestOf } from "#domain/digest.ts";

/** What an approved snapshot binds: this request, and all of the manifest that says what is frozen and cut. */
export const snapshotDigest = (application: Application, runId: string): string => {
  const { application: name, cloud, group, servers, quiesce } = application;
  return digestOf({ what: "snapshot", runId, application: name, cloud, group, servers, quiesce });
};
