import type { ApplicationStatus, PointLine } from "#domain/application-status.ts";
import { describeDuration } from "#domain/duration.ts";
import { toMinute } from "#domain/minute.ts";
import type { FrozenGuest, Status } from "#operations/index.ts";
import { toIso } from "#support/clock.ts";
import { rows, table } from "./rows.ts";

/** The answer to `status`. First line: is anything frozen now? Then each guest that is, then the applications. */
export function statusText(status: Status, now: number, named: string | undefined): string {
  const { frozen, unreachable, applications } = status;
  return [
    headline(status),
    ...rows([
      ["held", ...frozen.map(heldBy)],
      [
        "no answer",
        ...unreachable.map(({ application, server, reason }) => `${server} of ${application}: ${reason}`),
      ],
    ]),
    ...(named === undefined
      ? overview(applications, now)
      : applications.flatMap((application) => details(application, now))),
  ].join("\n");
}

function headline({ asked, frozen, unreachable }: Status): string {
  const now = frozen.filter(({ state }) => state !== "armed");
  if (now.length > 0) return `FROZEN NOW: ${now.map(frozenGuest).join("; ")}`;
  if (unreachable.length > 0)
    return `NOT KNOWN whether anything is frozen: ${silence(unreachable.length, asked)} not answer. A freeze there ends by itself at its deadline`;
  if (frozen.length > 0) return `nothing is frozen yet: ${frozen.map(frozenGuest).join("; ")}`;
  return asked === 0
    ? "nothing is frozen: no freeze of this installation is open"
    : `nothing is frozen: ${asked} ${asked === 1 ? "guest says" : "guests say"} so`;
}

function silence(silent: number, asked: number): string {
  if (asked === 1) return "the only guest that was asked does";
  return `${silent} of ${asked} guests ${silent === 1 ? "does" : "do"}`;
}

function frozenGuest({ application, server, state, frozenMs }: FrozenGuest): string {
  const since = frozenMs === undefined ? "" : ` for ${describeDuration(frozenMs)}`;
  const how = { armed: ", about to freeze", frozen: since, thawing: `${since}, thawing` }[state];
  return `${application} on ${server}${how}`;
}

const heldBy = ({ server, mounts, ours, instance, runId }: FrozenGuest): string =>
  `${server}: ${mounts.join(", ") || "no mount yet"} by run ${runId} of ${ours ? "this installation" : `instance ${instance}, which is not this one`}`;

function overview(applications: readonly ApplicationStatus[], now: number): string[] {
  if (applications.length === 0)
    return ["no applications: an application is one file in the manifests directory"];
  const body = applications.map((application) => [
    application.application,
    age(application.newest, now),
    application.wanted === undefined ? "any" : `${application.wanted} or better`,
    age(application.usable, now),
    rpo(application, now),
    tested(application, now),
    rto(application),
    [...missed(application), ...goesOn(application)].join("; "),
  ]);
  const heading = ["APPLICATION", "NEWEST", "WANTED", "USABLE", "RPO", "TESTED", "RTO", "NOW"];
  return table(heading, body);
}

function details(application: ApplicationStatus, now: number): string[] {
  const { newest, usable, wanted } = application;
  return [
    `${application.application}:`,
    ...rows([
      ["newest", point(newest, now)],
      ["usable", wanted === undefined ? undefined : `${point(usable, now)} (wanted: ${wanted} or better)`],
      ["RPO", rpo(application, now)],
      ["RTO", rto(application)],
      ["tested", ...testedLines(application, now)],
      [
        "next",
        next("snapshot", application.nextSnapshot, now),
        next("restore test", application.nextTest, now),
      ],
      ["incident", ...application.incidents.map(({ id, text }) => `${text} (${id})`)],
      ["now", ...goesOn(application)],
    ]),
  ];
}

const age = (line: PointLine | undefined, now: number): string =>
  line === undefined ? "none" : `${line.grade ?? "–"}, ${describeDuration(now - line.createdAt)} old`;

const point = (line: PointLine | undefined, now: number): string =>
  line === undefined
    ? "none"
    : `${line.id}: ${line.grade ?? "–"} – ${line.text}, ${describeDuration(now - line.createdAt)} old`;

function rpo({ rpoMs, usable }: ApplicationStatus, now: number): string {
  if (rpoMs === undefined) return "";
  if (usable === undefined) return `MISSED: no usable point, ${describeDuration(rpoMs)} wanted`;
  const used = now - usable.createdAt;
  return `${used > rpoMs ? "MISSED: " : ""}${describeDuration(used)} of ${describeDuration(rpoMs)}`;
}

function rto({ lastRtoMs, rtoMs }: ApplicationStatus): string {
  if (lastRtoMs === undefined)
    return rtoMs === undefined ? "" : `not measured, ${describeDuration(rtoMs)} wanted`;
  if (rtoMs === undefined) return describeDuration(lastRtoMs);
  return `${lastRtoMs > rtoMs ? "MISSED: " : ""}${describeDuration(lastRtoMs)} of ${describeDuration(rtoMs)}`;
}

const tested = ({ lastGoodTest }: ApplicationStatus, now: number): string =>
  lastGoodTest === undefined ? "never" : `${describeDuration(now - lastGoodTest.endedAt)} ago`;

function testedLines({ lastTest, lastGoodTest, tested: newest }: ApplicationStatus, now: number): string[] {
  if (lastTest === undefined) return ["never"];
  const line = (what: string, { endedAt, text, runId }: typeof lastTest) =>
    `${what} ${describeDuration(now - endedAt)} ago: ${text} (${runId})`;
  return [
    line("last", lastTest),
    ...(lastGoodTest === undefined
      ? ["none has passed"]
      : lastGoodTest.runId === lastTest.runId
        ? []
        : [line("last that passed", lastGoodTest)]),
    ...(newest === undefined
      ? []
      : [`newest point that passed: ${newest.id}, ${describeDuration(now - newest.createdAt)} old`]),
  ];
}

const next = (what: string, at: number | undefined, now: number): string | undefined =>
  at === undefined ? undefined : `${what} ${toMinute(at)} (in ${describeDuration(at - now)})`;

const missed = ({ incidents }: ApplicationStatus): string[] => incidents.map(({ id }) => `INCIDENT ${id}`);

function goesOn({ runs, paused }: ApplicationStatus): string[] {
  return [
    ...(paused === undefined
      ? []
      : [`paused until ${toIso(paused.until)} by ${paused.by}: ${paused.reason}`]),
    ...runs.map(({ runId, state, phase }) => `${state} ${runId}${phase === undefined ? "" : ` (${phase})`}`),
  ];
}
