import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command } from "../guest-kit/harness/command.ts";
import { guestHouse } from "../guest-kit/harness/guest-house.ts";
import { openToAll, type Postgres, startPostgres } from "../guest-kit/harness/postgres.ts";
import { makeSshBot, type SshBot } from "../guest-kit/harness/ssh-bot.ts";
import { startSshServer } from "../guest-kit/harness/ssh-server.ts";

// A hold of a PostgreSQL standby that is behind its primary.

const never = new AbortController().signal;
const stack = new AsyncDisposableStack();
const house = guestHouse();
let primary: Postgres;
let standby: Postgres;
let bot: SshBot;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "ff-primary-"));
  stack.defer(() => rm(folder, { recursive: true }));
  await command("chmod", "755", folder);
  bot = stack.use(await makeSshBot(house.kit, stack.use(await startSshServer())));
  for (const disk of house.disks) await openToAll(disk);
  primary = stack.use(await startPostgres(house.kit, "elsewhere", { data: folder, wal: folder }));
  await primary.sql("create table orders (n int)");
  const [data, wal] = house.mounts;
  standby = stack.use(await startPostgres(house.kit, "main", { data, wal }, primary));
});
afterAll(() => stack.disposeAsync());

const rows = (server: Postgres): Promise<string> => server.sql("select count(*) from orders");

test("is a standby's in the evidence, which has what it had replayed and not what its primary acknowledged since", async () => {
  await primary.sql("insert into orders values (1)");
  await expect.poll(() => rows(standby), { timeout: 20_000 }).toBe("1");
  await standby.sql("select pg_wal_replay_pause()");
  await expect.poll(() => standby.sql("select pg_get_wal_replay_pause_state()")).toBe("paused");
  await primary.sql("insert into orders values (2)");

  const volumes = [house.ext4, house.xfs].map(({ volumeId, mount }, index) => ({
    role: index === 0 ? "data" : "wal",
    ...{ volumeId, mount, server: "db-1" },
  }));
  const asked = {
    runId: "run-1",
    rehearse: false,
    budgetMs: 8_000,
    servers: [bot.address("db-1")],
    volumes,
    stages: [[{ kind: "postgresql", server: "db-1", cluster: "main" } as const]],
  };
  await using hold = await bot.guests().open(asked, never);
  const foreseen = hold.foreseen().flatMap(({ acts }) => acts);
  expect(foreseen).toMatchObject([{ kind: "postgresql", role: "standby" }]);
  await hold.arm("token-bot-1", never);
  await hold.freeze(never);
  expect(await hold.prove(never)).toBe(true);
  expect([await rows(primary), await rows(standby)]).toEqual(["2", "1"]);
  await hold.thaw();
  const [seen] = await hold.collect(never);
  expect(seen).toMatchObject({ thawCause: "ordered", thawProved: true });
  expect(seen?.acts).toMatchObject([{ role: "standby", pathsFrozen: true, checkpointAdvanced: true }]);

  await standby.sql("select pg_wal_replay_resume()");
  await expect.poll(() => rows(standby), { timeout: 20_000 }).toBe("2");
});
