import { volumeReference } from "#domain/application.ts";
import type { Design } from "#domain/design/document.ts";
import type { DesignedServer, DesignedVolume, DesignFacts, Found } from "#domain/design/facts.ts";
import { makeDesign } from "#domain/design/make-design.ts";
import { DomainError } from "#domain/errors.ts";
import { findApplication } from "#domain/find-application.ts";
import { blackoutWindows } from "#domain/schedule/blackout.ts";
import { readCron } from "#domain/schedule/cron.ts";
import { longestGap } from "#domain/schedule/longest-gap.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";
import type { Context } from "./context.ts";
import { doctor } from "./doctor.ts";
import { seeCloud } from "./see-cloud.ts";

/** Restore tests that figures are made of. */
const TESTS = 50;

/**
 * The storage engineer's documents for one application, from its manifest, its cloud's answers now, the knowledge base and
 * what this installation has seen. Changes nothing: guests are asked as `doctor` asks them. Throws `not-found`, `unreachable`.
 */
export async function design(context: Context, name: string, signal: AbortSignal): Promise<Design> {
  const { manifests, ports } = context;
  const application = findApplication(manifests.current(), name);
  const cloud = ports.cloud(application.cloud);
  const group = await found(cloud.findGroup(application.group.name, signal));
  const [seen, inGroup, volumes, servers, quota, diagnosis, points, tests] = await Promise.all([
    seeCloud(application.cloud, cloud, ports.clock.now(), signal),
    "value" in group ? cloud.volumesOfGroup(group.value.id, signal) : [],
    Promise.all(application.group.volumes.map((volume) => designedVolume(volume, cloud, signal))),
    Promise.all(application.servers.map((server) => designedServer(server.name, cloud, signal))),
    cloud.quota(signal),
    doctor(context, name, signal),
    ports.records.points(name),
    ports.tests.newest(name, TESTS),
  ]);
  const { recoveryServer } = application.restore;
  const facts: DesignFacts = {
    instance: ports.instance,
    application,
    cloud: seen,
    group,
    inGroup: inGroup.map(({ id }) => id),
    volumes,
    servers,
    recoveryServer:
      recoveryServer === undefined ? undefined : await designedServer(recoveryServer, cloud, signal),
    quota,
    mounts: diagnosis.mounts,
    findings: diagnosis.findings,
    prediction: diagnosis.prediction,
    points,
    tests,
    snapshotGapMs: gapOf(application),
  };
  return makeDesign(facts);
}

async function designedVolume(
  volume: DesignFacts["application"]["group"]["volumes"][number],
  cloud: CloudPort,
  signal: AbortSignal,
): Promise<DesignedVolume> {
  const named = volumeReference(volume);
  const read = await found(cloud.findVolume(named, signal));
  const pool =
    "value" in read ? await cloud.poolOf(read.value.id, signal) : { unread: "the volume was not found" };
  const { role, server, mount } = volume;
  return { role, named, server, mount, volume: read, pool };
}

/** Where Nova shows no server its name has to do. */
async function designedServer(name: string, cloud: CloudPort, signal: AbortSignal): Promise<DesignedServer> {
  const read = await found(cloud.findServer(name, signal));
  if ("missing" in read) return { name, id: read };
  return {
    name,
    id: "value" in read.value ? { value: read.value.value.id } : { missing: read.value.unread },
  };
}

/** A thing that may not be there yet is said to be missing; any other failure is the caller's. */
async function found<T>(search: Promise<T>): Promise<Found<T>> {
  try {
    return { value: await search };
  } catch (cause) {
    if (cause instanceof DomainError && (cause.kind === "not-found" || cause.kind === "refused"))
      return { missing: cause.message };
    throw cause;
  }
}

function gapOf({ schedule }: DesignFacts["application"]): number | undefined {
  if (schedule?.snapshot === undefined) return undefined;
  return longestGap(readCron(schedule.snapshot), blackoutWindows(schedule.blackout ?? []));
}
