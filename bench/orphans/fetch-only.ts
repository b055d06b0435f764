import { z } from "zod";
import { readCloud } from "#config/clouds-file.ts";
import { processEnvironment } from "#config/environment.ts";
import { connectBlockStorage } from "#openstack/block-storage/connect.ts";
import { createHttp } from "#openstack/http.ts";
import { Session } from "#openstack/identity/session.ts";
import { streamPages } from "#openstack/stream-pages.ts";
import { systemClock } from "#support/clock.ts";
import { limitGarbage } from "#support/limit-garbage.ts";
import { peakMb } from "./peak-memory.ts";

// The same pages with the bot's own client and V8 set as it is in the bot, and nothing done with them.
// Says what it cost, in one line of JSON.   fetch-only.ts CLOUD

limitGarbage();
const credentials = await readCloud(process.argv[2], { cwd: process.cwd(), env: processEnvironment() });
const http = createHttp();
const session = new Session({ http, credentials, clock: systemClock });
const { signal } = new AbortController();
const client = connectBlockStorage({ http, session, credentials, clock: systemClock, closed: signal });
await client.prepare(signal, 0);

const [begun, cpu] = [performance.now(), process.cpuUsage()];
const things = {
  groups: await fetched("/groups/detail", "groups"),
  sets: await fetched("/group_snapshots/detail", "group_snapshots"),
  snapshots: await fetched("/snapshots/detail", "snapshots"),
  volumes: await fetched("/volumes/detail", "volumes"),
};
const ms = performance.now() - begun;
const { user, system } = process.cpuUsage(cpu);
const cost = { ms, cpuMs: (user + system) / 1_000, peakMb: await peakMb("self"), things };
process.stdout.write(`${JSON.stringify(cost)}\n`);
http.close();

async function fetched(path: string, key: string): Promise<number> {
  let rows = 0;
  for await (const page of streamPages(client, path, key, z.unknown(), { signal }))
    for (const _row of page) rows += 1;
  return rows;
}
