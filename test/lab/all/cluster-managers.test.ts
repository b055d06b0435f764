import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BareGuest, bareGuest } from "../guest-kit/harness/bare-guest.ts";
import { hello } from "../guest-kit/harness/hold.ts";
import { converse } from "../guest-kit/harness/kit.ts";
import { freePorts } from "../harness/free-ports.ts";
import { root } from "../harness/lab.ts";
import { until } from "../harness/until.ts";

// The guest kit beside cluster managers as Debian has them: what it reads of each is held to what the manager itself says.

const NAME = "managed-1";
const HOLDER = "/usr/local/sbin/freezeframe-hold";
let guest: BareGuest;

/** Into the guest's own layer: this machine gets nothing of it, and nobody's apt is waited for. No service is started. */
const INSTALL = `
  printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \\
    pacemaker pacemaker-cli-utils corosync etcd-server patroni python3-etcd`;

beforeAll(async () => {
  guest = await bareGuest(NAME);
  const { code, stderr } = await guest.exec(["bash", "-ec", INSTALL], { limitMs: 500_000 });
  if (code !== 0) throw new Error(`the managers could not be installed: ${stderr}`);
  await guest.push(join(root, "deploy/guest-kit"), "/root/guest-kit");
  await guest.sh("/root/guest-kit/install.sh");
}, 600_000);

afterAll(() => guest?.[Symbol.asyncDispose]());

/** What the kit says of this manager. */
async function read(kind: string): Promise<string | undefined> {
  const holder = converse(guest.inside([HOLDER, "serve"]));
  await holder.say(hello, "HELLO");
  holder.send("EXAMINE postgresql=");
  for (let found: string | undefined; ; ) {
    const line = await holder.hear("");
    if (line.startsWith(`MANAGER kind=${kind}`)) found = line;
    if (!line.startsWith("EXAMINED")) continue;
    holder.hangUp();
    return found;
  }
}

/** Starts it for as long as the guest is there. */
const daemon = (name: string, command: string): Promise<string> =>
  guest.sh(`setsid ${command} >/var/log/lab-${name} 2>&1 </dev/null &`);

async function inItsLog(name: string, words: string): Promise<void> {
  const log = `/var/log/lab-${name}`;
  await until(`${name} says "${words}"`, async () =>
    (await guest.exec(["grep", "-q", words, log])).code === 0 ? true : undefined,
  );
}

const file = (path: string, text: string): Promise<string> => guest.sh(`cat >${path} <<'END'\n${text}\nEND`);

/** A cluster of one, which starts no resource: it has nobody who could fence. */
async function startPacemaker(): Promise<void> {
  const [port] = await freePorts();
  await file(
    "/etc/corosync/corosync.conf",
    `totem {
  version: 2
  cluster_name: lab
  transport: udpu
  interface {
    ringnumber: 0
    mcastport: ${port}
  }
}
nodelist {
  node {
    ring0_addr: 127.0.0.1
    name: ${NAME}
    nodeid: 1
  }
}
quorum {
  provider: corosync_votequorum
}`,
  );
  await guest.sh("corosync");
  await daemon("pacemaker", "pacemakerd");
  await until("the cluster has its node", async () =>
    (await guest.exec(["sh", "-c", "crm_mon -1 | grep -q 'Online:.*managed-1'"])).code === 0
      ? true
      : undefined,
  );
}

const resource = (id: string, operation: string): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"><operations>${operation}</operations></primitive>`;

const monitor = (timeout?: string, within = ""): string =>
  `<op id="m${timeout?.replaceAll(/\W/g, "") ?? ""}" name="monitor" interval="10s"${timeout === undefined ? "" : ` timeout="${timeout}"`}>${within}</op>`;

const add = async (id: string, operation: string): Promise<void> => {
  await guest.exec(["cibadmin", "--create", "-o", "resources", "-X", resource(id, operation)]);
};

/** The least that a recurring monitor has in the plan that Pacemaker's own scheduler makes of the cluster as it is. */
async function leastPlanned(): Promise<number> {
  const graph = await guest.sh(`cibadmin --query >/tmp/cib.xml
    CIB_file=/tmp/cib.xml crm_attribute --name stonith-enabled --update false
    crm_simulate --simulate --xml-file /tmp/cib.xml --save-graph /tmp/graph.xml >/dev/null
    cat /tmp/graph.xml`);
  const times = graph.matchAll(/_monitor_10000"[\s\S]*?CRM_meta_timeout="(\d+)"/g);
  return Math.min(...[...times].map(([, ms]) => Number(ms)));
}

async function expectAsPlanned(ms: number): Promise<void> {
  expect(await leastPlanned()).toBe(ms);
  expect(await read("pacemaker")).toBe(`MANAGER kind=pacemaker ttl_ms=${ms}`);
}

test("Pacemaker: the least time that any monitor has, however it is written, as its scheduler reckons it", async () => {
  await startPacemaker();
  expect(await read("pacemaker")).toBe("MANAGER kind=pacemaker");
  const start = '<op id="s" name="start" interval="0s" timeout="5s"/>';
  await add("first", monitor("4h") + start);
  await expectAsPlanned(14_400_000);
  const times = [
    "3hr",
    "100min",
    "90m",
    "5000sec",
    "4000s",
    "3600",
    "3500000ms",
    "3400000msec",
    "3300000000us",
  ];
  for (const [index, time] of times.entries()) {
    await add(`unit${index}`, monitor(time));
    await expectAsPlanned(await leastPlanned());
  }
  expect(await leastPlanned()).toBe(3_300_000);
  // One that says none has the default; what its agent is told within is no time.
  const level =
    '<instance_attributes id="i"><nvpair id="l" name="OCF_CHECK_LEVEL" value="10"/></instance_attributes>';
  await add("bare", monitor(undefined, level));
  await expectAsPlanned(20_000);
  await guest.sh("crm_attribute --type op_defaults --name timeout --update 25s");
  await expectAsPlanned(25_000);
  await add("least", monitor("12s"));
  await expectAsPlanned(12_000);
}, 180_000);

test("etcd and Patroni: what the running ones were told, not what a file began with", async () => {
  const [client, peer] = await freePorts();
  const [rest, port] = await freePorts();
  const etcd = [
    ["NAME", "one"],
    ["DATA_DIR", "/var/lib/lab-etcd"],
    ["LISTEN_CLIENT_URLS", `http://127.0.0.1:${client}`],
    ["ADVERTISE_CLIENT_URLS", `http://127.0.0.1:${client}`],
    ["LISTEN_PEER_URLS", `http://127.0.0.1:${peer}`],
    ["INITIAL_ADVERTISE_PEER_URLS", `http://127.0.0.1:${peer}`],
    ["INITIAL_CLUSTER", `one=http://127.0.0.1:${peer}`],
    ["ENABLE_V2", "true"],
    ["ELECTION_TIMEOUT", "2500"],
  ];
  // By its environment, as Debian's unit starts it.
  await daemon("etcd", `env ${etcd.map(([name, value]) => `ETCD_${name}=${value}`).join(" ")} etcd`);
  await inItsLog("etcd", "ready to serve client requests");
  expect(await read("etcd")).toMatch(/^MANAGER kind=etcd ttl_ms=2500( mount=\/)?$/);

  await guest.sh("install -d -o postgres /srv/patroni");
  await file(
    "/srv/patroni/patroni.yml",
    `scope: lab
name: one
restapi:
  listen: 127.0.0.1:${rest}
  connect_address: 127.0.0.1:${rest}
etcd:
  hosts: 127.0.0.1:${client}
bootstrap:
  dcs:
    ttl: 33
    loop_wait: 10
    retry_timeout: 10
postgresql:
  listen: 127.0.0.1:${port}
  connect_address: 127.0.0.1:${port}
  data_dir: /srv/patroni/data
  bin_dir: /usr/lib/postgresql/15/bin
  parameters:
    unix_socket_directories: /srv/patroni
  authentication:
    superuser: { username: postgres, password: lab }
    replication: { username: replicator, password: lab }`,
  );
  await daemon("patroni", "runuser -u postgres -- patroni /srv/patroni/patroni.yml");
  await inItsLog("patroni", "initialized a new cluster");
  expect(await read("patroni")).toBe("MANAGER kind=patroni ttl_ms=33000 every_ms=10000");
  await guest.sh(`curl -sS --fail -X PATCH -d '{"ttl":42,"loop_wait":7}' http://127.0.0.1:${rest}/config`);
  expect(await read("patroni")).toBe("MANAGER kind=patroni ttl_ms=42000 every_ms=7000");
}, 180_000);
