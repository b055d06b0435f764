import { type Application, volumeReference } from "#domain/application.ts";
import type { Group } from "#domain/cloud.ts";
import { changedSince } from "#domain/drift/changed-since.ts";
import { outsideTheGroup } from "#domain/drift/outside-the-group.ts";
import { driverVerdict } from "#domain/drivers/driver-verdict.ts";
import { DomainError } from "#domain/errors.ts";
import type { BackendEvidence } from "#domain/evidence.ts";
import { blocks, error, type Finding } from "#domain/finding.ts";
import type { CloudFacts, FoundVolume } from "#domain/preflight/facts.ts";
import { bySeverity, judge } from "#domain/preflight/judge.ts";
import {
  PREDICT_FROM,
  type Prediction,
  predictCut,
  predictionFindings,
} from "#domain/preflight/prediction.ts";
import { attachedNow } from "./attached-now.ts";
import type { CloudPort } from "./cloud-port.ts";
import { matchBackend } from "./match-backend.ts";
import type { Ports } from "./ports.ts";

/** What a snapshot needs to know of the cloud. JSON, so that it can be journaled. */
// Type aliases: both go through the journal, and an interface is not assignable to JSON.
export type Preflight = {
  readonly findings: Finding[];
  /** Undefined when the group or a volume was not found: then `findings` has an error. */
  readonly target?: Target;
};

export type Target = {
  readonly groupId: string;
  readonly groupName: string;
  readonly volumes: readonly {
    role: string;
    server: string;
    volumeId: string;
    volumeName?: string | undefined;
    volumeType?: string | undefined;
    size: number;
    attached: boolean;
    mount?: string | undefined;
  }[];
  readonly backend: BackendEvidence;
  readonly prediction?: Prediction | undefined;
};

/**
 * Looks at the cloud, changes nothing. Errors in the findings mean that no snapshot would be taken; a cloud that does not
 * answer throws.
 */
export async function preflight(
  application: Application,
  ports: Ports,
  signal: AbortSignal,
): Promise<Preflight> {
  const { findings, target } = await preflightWithFacts(application, ports, signal);
  return { findings, ...(target === undefined ? {} : { target }) };
}

/** The same with what it was judged by, for `doctor`, which also says what nothing stands against. */
export async function preflightWithFacts(
  application: Application,
  ports: Ports,
  signal: AbortSignal,
): Promise<Preflight & { readonly facts?: CloudFacts }> {
  const cloud = ports.cloud(application.cloud);
  const asking = {
    cloud,
    signal,
    ask: <T>(question: () => Promise<T>) => ports.snapshotTurns.ask(application.cloud, signal, question),
  };
  const named = await findNamed(application, asking);
  if (named.group === undefined) return { findings: named.findings };
  const facts = await readFacts(application, asking, named);
  const points = await ports.records.points(application.application, PREDICT_FROM);
  const prediction = predictCut(application.group.volumes.length, points);
  const target = targetOf(facts, prediction);
  const { policy, budget } = application.quiesce;
  const predicted = predictionFindings(prediction, {
    policy,
    budgetMs: budget,
    subject: application.application,
  });
  const drifted = [...changedSince(target, points[0]), ...(await outside(application, facts, ports, signal))];
  const found = [...judge(facts), ...drifted, ...predicted];
  return { findings: bySeverity(found), target, facts };
}

/** Volumes that no snapshot has, though a server of the application uses them; nothing where Nova does not show them. */
async function outside(
  application: Application,
  { group, groupVolumes }: CloudFacts,
  ports: Ports,
  signal: AbortSignal,
): Promise<Finding[]> {
  const inGroup = groupVolumes.map(({ id }) => id);
  try {
    const attached = await attachedNow(application, ports.cloud(application.cloud), inGroup, signal);
    const found = outsideTheGroup(attached, { id: group.id, volumeIds: inGroup }, ports.instance);
    return found.filter(({ severity }) => severity !== "info");
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof DomainError) return [];
    throw cause;
  }
}

interface Asking {
  readonly cloud: CloudPort;
  readonly ask: <T>(question: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

/** The group and the volumes of the manifest, or what is missing of them: all of it, not the first. */
async function findNamed({ group: { name, volumes: wanted } }: Application, { cloud, ask, signal }: Asking) {
  const [group, ...volumes] = await Promise.all([
    found(
      ask(() => cloud.findGroup(name, signal)),
      "group-not-found",
      name,
    ),
    ...wanted.map((volume) =>
      found(
        ask(() => cloud.findVolume(volumeReference(volume), signal)),
        "volume-not-found",
        volume.role,
      ),
    ),
  ]);
  const findings = [group, ...volumes].flatMap((result) => ("finding" in result ? [result.finding] : []));
  if ("finding" in group || findings.length > 0) return { findings, group: undefined };
  return {
    findings,
    group: group.value,
    volumes: volumes.flatMap((one) => ("value" in one ? [one.value] : [])),
  };
}

/** A thing that may not be there is a finding; any other failure is the caller's. */
async function found<T>(
  search: Promise<T>,
  code: string,
  subject: string,
): Promise<{ value: T } | { finding: Finding }> {
  try {
    return { value: await search };
  } catch (cause) {
    if (!(cause instanceof DomainError) || (cause.kind !== "not-found" && cause.kind !== "refused"))
      throw cause;
    return {
      finding: error(code, subject, cause.message, cause.next === undefined ? {} : { next: cause.next }),
    };
  }
}

async function readFacts(
  application: Application,
  { cloud, ask, signal }: Asking,
  named: { group: Group; volumes: readonly FoundVolume["volume"][] },
): Promise<CloudFacts> {
  const { group } = named;
  const types = new Set(named.volumes.flatMap((volume) => volume.type ?? []));
  const [groupTypeName, groupTypeSpec, groupVolumes, pools, quota, volumeTypeSpecs, servers, homes] =
    await Promise.all([
      ask(() => cloud.groupTypeName(group.groupTypeId, signal)),
      ask(() => cloud.groupTypeSpec(group.groupTypeId, signal)),
      ask(() => cloud.volumesOfGroup(group.id, signal)),
      ask(() => cloud.pools(signal)),
      ask(() => cloud.quota(signal)),
      all(types, async (type) => ({ type, spec: await ask(() => cloud.volumeTypeSpec(type, signal)) })),
      all(application.servers, async ({ name }) => ({
        name,
        server: await ask(() => readServer(cloud, name, signal)),
      })),
      all(named.volumes, (volume) => ask(() => cloud.poolOf(volume.id, signal))),
    ]);
  const volumes = application.group.volumes.flatMap(({ role, server }, index): FoundVolume[] => {
    const [volume, pool] = [named.volumes[index], homes[index]];
    return volume === undefined || pool === undefined ? [] : [{ role, server, volume, pool }];
  });
  const spec = "value" in groupTypeSpec ? groupTypeSpec.value : undefined;
  const driver = driverVerdict(matchBackend(cloud.declared, volumes), spec);
  const ofGroup = { group, groupTypeName, groupTypeSpec, groupVolumes };
  return { application, ...ofGroup, volumes, volumeTypeSpecs, pools, quota, servers, driver };
}

const all = <T, R>(items: Iterable<T>, read: (item: T) => Promise<R>): Promise<R[]> =>
  Promise.all([...items].map(read));

/** A server that Nova does not know is no reason to stop: its guest may still be frozen. */
async function readServer(cloud: CloudPort, name: string, signal: AbortSignal) {
  const result = await found(cloud.findServer(name, signal), "server-not-read", name);
  return "value" in result ? result.value : { unread: result.finding.text };
}

function targetOf(facts: CloudFacts, prediction: Prediction | undefined): Target {
  const mounts = new Map(facts.application.group.volumes.map((volume) => [volume.role, volume.mount]));
  return {
    groupId: facts.group.id,
    groupName: facts.group.name,
    volumes: facts.volumes.map(({ role, server, volume }) => ({
      role,
      server,
      volumeId: volume.id,
      volumeName: volume.name,
      volumeType: volume.type,
      size: volume.size,
      attached: volume.attachedTo.length > 0,
      mount: mounts.get(role),
    })),
    backend: backendEvidence(facts),
    prediction,
  };
}

function backendEvidence({ volumes, groupTypeSpec, pools, driver }: CloudFacts): BackendEvidence {
  const names = [...new Set(volumes.flatMap(({ pool }) => ("value" in pool ? [pool.value] : [])))];
  const unread = [groupTypeSpec, pools, ...volumes.slice(0, 1).map((one) => one.pool)].flatMap((read) =>
    "unread" in read ? [read.unread] : [],
  );
  const capability = capabilityOf(names, pools);
  return {
    ...(names.length > 0 ? { pools: names } : {}),
    ...("value" in groupTypeSpec ? { groupTypeSpec: groupTypeSpec.value } : {}),
    ...(capability === undefined ? {} : { poolCapability: capability }),
    ...("evidence" in driver ? { driver: driver.evidence } : {}),
    unread: "unknown" in driver ? [...unread, driver.unknown] : unread,
  };
}

function capabilityOf(names: readonly string[], pools: CloudFacts["pools"]): boolean | undefined {
  if (names.length === 0 || "unread" in pools) return undefined;
  const listed = names.map((name) => pools.value.find((pool) => pool.name === name));
  return listed.includes(undefined)
    ? undefined
    : listed.every((pool) => pool?.consistentGroupSnapshot === true);
}

export const readyForSnapshot = (result: Preflight): result is Preflight & { target: Target } =>
  result.target !== undefined && !blocks(result.findings);
