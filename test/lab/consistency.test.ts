import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { applicationDir } from "./harness/application-dir.ts";
import { memberSnapshots } from "./harness/group-snapshots.ts";
import { type Guest, guest } from "./harness/guest.ts";
import { type Lab, lab } from "./harness/lab.ts";
import { expectStatus } from "./harness/open-stack.ts";
import { until } from "./harness/until.ts";
import { verb } from "./harness/verb.ts";

// Grade A proved by the data itself: the members, cut seconds apart, are restored and PostgreSQL starts on them.

const elsewhere = "shop-app-1"; // another server, without a database of its own

test.each([
  { application: "orders-db-loop", source: "orders-db-loop-1" },
  { application: "orders-db", source: "orders-db-1" },
])(
  "PostgreSQL starts on copies of $application with every commit from before the promised moment",
  async ({ application, source }) => {
    const here = await lab();
    await using dir = await applicationDir(here, { application });
    const { result } = await verb(dir, "snapshot", application);
    expect(result).toMatchObject({ outcome: "ok", label: { grade: "A" } });
    const { result: point } = await verb(dir, "evidence", result.point);
    const [act] = point.evidence.hold.servers[0].acts;
    const promised = Date.parse(act.commitsBefore);
    const acknowledged = await guest(source).acknowledged();
    const before = acknowledged.filter((one) => one.atMs < promised).map((one) => one.id);
    const after = acknowledged.filter((one) => one.atMs > Date.parse(point.evidence.hold.thawedAt));
    expect(before.length).toBeGreaterThan(10);

    const { sh } = guest(elsewhere);
    await using copies = await restored(here, point.groupSnapshotId);
    const mounts = here.application(application).servers.flatMap((server) => server.volumes);
    await using stack = new AsyncDisposableStack();
    for (const { id, mount } of mounts) {
      const disk = await copies.attach(id);
      // As the freeze left it: nothing to repair, no journal to replay.
      expect(await sh(`dumpe2fs -h ${disk} 2>/dev/null | grep -c needs_recovery || :`)).toBe("0\n");
      await sh(`e2fsck -fn ${disk}`);
      await sh(`mkdir -p ${mount} && mount ${disk} ${mount}`);
      stack.defer(async () => void (await sh(`umount ${mount}`)));
    }
    stack.defer(async () => void (await sh(`${POSTGRES} stop -m fast -D ${DATA} >/dev/null 2>&1 || :`)));
    await start(guest(elsewhere));
    const query = async (sql: string) =>
      (await sh(`runuser -u postgres -- psql -h /tmp -qAtX -d orders -c "${sql}"`)).trim().split("\n");
    const rows = new Set((await query("select id from orders")).map(Number));
    expect(before.filter((id) => !rows.has(id))).toEqual([]);
    expect(after.filter(({ id }) => rows.has(id))).toEqual([]);
    expect(await sh("cat /tmp/proof.log")).toMatch(/database system is ready to accept connections/);
    await sh("runuser -u postgres -- pg_dump -h /tmp orders >/dev/null");
  },
);

const DATA = "/var/lib/postgresql/15/main";
const POSTGRES = "runuser -u postgres -- /usr/lib/postgresql/15/bin/pg_ctl";

/** A server on what is mounted where the source has it, reachable through /tmp alone. */
async function start({ sh }: Guest): Promise<void> {
  const config = ["listen_addresses = ''", "unix_socket_directories = '/tmp'", "shared_buffers = 16MB"];
  await sh(`printf '%s\n' ${config.map((line) => `"${line}"`).join(" ")} >/tmp/proof.conf
    echo 'local all all trust' >/tmp/proof.hba; rm -f /tmp/proof.log
    ${POSTGRES} start -w -t 60 -D ${DATA} -l /tmp/proof.log \
      -o '-c config_file=/tmp/proof.conf -c hba_file=/tmp/proof.hba -c data_directory=${DATA}' >/dev/null`);
}

/** A volume from each member snapshot, by the id of the volume that it was taken of. */
async function restored(lab: Lab, groupSnapshotId: string) {
  const { bot } = lab;
  const name = `restored-${randomBytes(4).toString("hex")}`;
  const server = lab.application("shop").servers.find((one) => one.server === elsewhere)?.id;
  const made: { of: string; id: string; attached: boolean }[] = [];
  for (const member of await memberSnapshots(lab, groupSnapshotId)) {
    const body = { volume: { name, snapshot_id: member.id } };
    const { volume } = expectStatus(await bot.cinder("POST", "/volumes", body), 202);
    made.push({ of: member.volume_id, id: volume.id, attached: false });
  }
  const reached = (id: string, wanted: string) =>
    until(`volume ${id} ${wanted}`, async () => {
      const { status } = expectStatus(await bot.cinder("GET", `/volumes/${id}`), 200).volume;
      return status === wanted ? true : undefined;
    });
  for (const { id } of made) await reached(id, "available");
  return {
    /** Attaches it to the other server; its disk there. */
    attach: async (of: string): Promise<string> => {
      const copy = made.find((one) => one.of === of);
      if (copy === undefined) throw new Error(`the set has no member of volume ${of}`);
      const body = { volumeAttachment: { volumeId: copy.id } };
      expectStatus(await bot.nova("POST", `/servers/${server}/os-volume_attachments`, body), 200);
      await reached(copy.id, "in-use");
      copy.attached = true;
      return `/dev/disk/by-id/virtio-${copy.id.slice(0, 20)}`;
    },
    [Symbol.asyncDispose]: async () => {
      for (const { id, attached } of made) {
        if (attached) {
          const path = `/servers/${server}/os-volume_attachments/${id}`;
          expectStatus(await bot.nova("DELETE", path), 202, 404);
        }
        await reached(id, "available");
        expectStatus(await bot.cinder("DELETE", `/volumes/${id}`), 202);
      }
    },
  };
}
