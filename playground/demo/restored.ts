import type { SimulatedApplication } from "../applications.ts";
import type { SlackMessage } from "../slack/types.ts";
import type { World } from "../world.ts";
import { uuidOf } from "../world-seed.ts";
import { isNothing, type Made, madeIn, nothingLeft } from "./made.ts";
import { goesOn } from "./observe.ts";
import type { Promised } from "./promises.ts";
import { openRequest, ownMessages, restoreEnd, runBehind } from "./restore-told.ts";
import { type Stage, takeSnapshot } from "./stage.ts";
import { linesOf } from "./told.ts";
import { until } from "./until.ts";

const application = "orders-db";
const channel = "C0STORAGE";

/** Request, self-approval refused, approval by another, restore, checks; the restored disks are looked into. */
export async function restored(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  const point = await pointOf(stage, application);
  const reason = "a wrong migration";
  say("types", `/ff restore ${application} latest ${reason}`);
  const asked = await slack.command(`restore ${application} latest ${reason}`, { channel });
  const request = await openRequest(slack, channel);
  const shown = linesOf(slack, request).join("\n");
  const runId = runBehind(slack, request);
  const refusal = await approveAsAsker(stage, request);
  const before = await madeIn(world);
  await approveAsAnother(stage, request);
  const lines = await restoreEnd(slack, runId);
  const made = await madeIn(world);
  return [
    {
      text: `the receipt came at once (${Math.round(asked.ms)} ms; Slack waits 3 s)`,
      kept: asked.status === 200 && asked.ms < 3_000,
    },
    {
      text: "the request showed point, plan, digest and reason before anybody could decide",
      kept: [point, reason, "• make 3 volumes: wal (", "digest `"].every((words) => shown.includes(words)),
    },
    {
      text: "whoever asked cannot approve it, and is told so privately",
      kept: /nobody decides on their own request/.test(refusal),
    },
    { text: "nothing was made before another person had approved", kept: isNothing(before) },
    approvedBy(lines),
    ...(await verified(stage, lines, made, point)),
    { text: "one message tells the whole of it", kept: ownMessages(slack, runId).length === 1 },
  ];
}

/** *Approved by* names somebody else than whoever asked. */
export function approvedBy(lines: readonly string[]): Promised {
  const said = lines.find((line) => line.startsWith("Approved by")) ?? "";
  const who = said.replace("Approved by", "").trim();
  return { text: `approved by ${who === "" ? "NOBODY" : who}, and it says so`, kept: who === "@approver" };
}

async function verified(
  { world }: Stage,
  lines: readonly string[],
  made: Made,
  point: string,
): Promise<readonly Promised[]> {
  const found = find(world, application);
  const ids = restoredIds(found, made);
  const { oneMoment } = await world.judgeRestored(application, ids);
  const phases = ["volumes created", "attached", "database recovered", "data verified"].map((phase) => ({
    phase,
    after: lines
      .map((line) => new RegExp(`^✅ ${phase}: after ([^–]+)`).exec(line)?.[1]?.trim())
      .find(Boolean),
  }));
  const rto = lines.find((line) => line.startsWith("RTO "));
  return [
    {
      text: `data verified, and the ${rto ?? "RTO WAS NOT MEASURED"}`,
      kept: /: data verified$/.test(lines[0] ?? "") && /^RTO \d.*, objective 15 min$/.test(rto ?? ""),
    },
    {
      text: `each phase for itself: ${phases.map(({ phase, after }) => `${phase} after ${after ?? "?"}`).join(", ")}`,
      kept: phases.every(({ after }) => after !== undefined),
    },
    {
      text: `three new volumes hold one moment, to the last write that of point ${point}`,
      kept: made.volumes.length === 3 && oneMoment && (await isOfPoint(world, made, point)),
    },
    {
      text: "production was not touched: its own volumes stay where they were, and its writer goes on",
      kept: (await isUntouched(world, found)) && (await goesOn(world, application)),
    },
    {
      text: "the copy of the database was stopped and unmounted on the recovery server",
      kept: made.mounts.length === 0 && !made.database,
    },
  ];
}

/** Discard, from the message of the restore; the recovery point itself stays. */
export async function discarded(stage: Stage): Promise<readonly Promised[]> {
  const { slack, say, world } = stage;
  const message = slack
    .messages(channel)
    .findLast(({ blocks }) => JSON.stringify(blocks).includes('"discard"'));
  if (message === undefined) return [{ text: "there is a Discard to click", kept: false }];
  const points = (await world.control.groupSnapshots()).length;
  say("does", "clicks Discard");
  await slack.click(message, "discard");
  await until(slack, "that it is discarded", () =>
    slack
      .messages(channel)
      .find((one) => one.ts === message.ts && linesOf(slack, one).some((line) => /Discarded:/.test(line))),
  );
  return [
    nothingLeft(await madeIn(world)),
    {
      text: "the recovery points are all still there",
      kept: (await world.control.groupSnapshots()).length === points,
    },
  ];
}

/** Id of the newest point; one is taken first where this demo has taken none. */
export async function pointOf(stage: Stage, name: string, where = channel): Promise<string> {
  const { played, slack } = stage;
  if (!played.some((one) => one.application === name && one.grade === "A"))
    await takeSnapshot(stage, { application: name, grade: "A", channel: where });
  const points = slack
    .messages(where)
    .flatMap((message) => linesOf(slack, message))
    .flatMap((line) => /^point `([^`]+)`/.exec(line)?.[1] ?? []);
  return points.findLast((id) => new RegExp(`^${name}-\\d{8}-`).test(id)) ?? "";
}

async function approveAsAsker({ slack, say }: Stage, request: SlackMessage): Promise<string> {
  const seen = slack.ephemerals("U0PLAYGROUND").length;
  say("does", "clicks Approve, on their own request");
  await slack.click(request, "approve", "U0PLAYGROUND");
  const refusal = await until(slack, "a refusal for whoever asked", () =>
    slack.ephemerals("U0PLAYGROUND").at(seen),
  );
  return JSON.stringify(refusal.blocks ?? refusal.text);
}

export async function approveAsAnother({ slack, say }: Stage, request: SlackMessage): Promise<void> {
  say("does", "clicks Approve", "approver");
  await slack.click(request, "approve", "U0APPROVER");
}

/** Restored volumes by role: their names end with it. */
const restoredIds = ({ volumes }: SimulatedApplication, made: Made): Record<string, string> =>
  Object.fromEntries(
    volumes.map(({ role }) => [role, made.volumes.find(({ name }) => name?.endsWith(`/${role}`))?.id ?? ""]),
  );

/** Each restored volume is made of a member of the point's group snapshot and holds just what that holds. */
async function isOfPoint({ control }: World, { volumes }: Made, point: string): Promise<boolean> {
  const members = (await control.groupSnapshots()).flatMap((one) => one.members);
  return volumes.every(({ snapshotId, content, metadata }) => {
    const member = members.find(({ id }) => id === snapshotId);
    return member?.content === content && JSON.stringify(metadata).includes(point);
  });
}

async function isUntouched({ control }: World, { volumes }: SimulatedApplication): Promise<boolean> {
  const all = await control.volumes();
  return volumes.every(({ name, server }) => {
    const volume = all.find(({ id }) => id === uuidOf(`volume ${name}`));
    return (
      volume?.status === "in-use" &&
      volume.name === name &&
      volume.attachments.length === 1 &&
      volume.attachments[0]?.serverId === uuidOf(`server ${server}`)
    );
  });
}

function find({ applications }: World, name: string): SimulatedApplication {
  const found = applications.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no application ${name}`);
  return found;
}
