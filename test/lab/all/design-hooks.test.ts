import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeDesign } from "#domain/design/make-design.ts";
import { designMarkdown } from "#domain/design/markdown.ts";
import { designFacts, orders } from "../../unit/domain/design/sample-facts.ts";
import { type BareGuest, bareGuest } from "../guest-kit/harness/bare-guest.ts";
import { command } from "../guest-kit/harness/command.ts";
import { makeDisk } from "../guest-kit/harness/disk.ts";
import { converse } from "../guest-kit/harness/kit.ts";
import { designBlocks } from "../harness/design-blocks.ts";
import { freePorts } from "../harness/free-ports.ts";
import { root } from "../harness/lab.ts";
import { run } from "../harness/run.ts";

// What part (c) of a design has people do in a guest, done as it stands there, in a guest that has nothing yet.

const kitFolder = join(root, "deploy/guest-kit");
const HOLDER = "/usr/local/sbin/freezeframe-hold";

/** A guest with what a block of the document asks to be copied there first, and a key pair as the bot's. */
async function newGuest(name: string): Promise<{ guest: BareGuest; key: string }> {
  const folder = await mkdtemp(join(tmpdir(), "ff-bot-"));
  const key = join(folder, "bot");
  await command("ssh-keygen", "-qt", "ed25519", "-N", "", "-f", key);
  const guest = await bareGuest(name);
  onTestFinished(async () => {
    await guest[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  await guest.push(kitFolder, "/root/guest-kit");
  // A guest has a /tmp of its own: what is run in it has to be in it, wherever this is run from.
  await guest.push(join(root, "lab/guest"), "/root/lab-guest");
  await guest.sh(`rm -rf ${HOLDER} /etc/freezeframe; cat >/root/bot.pub <<'END'
${await readFile(`${key}.pub`, "utf8")}END`);
  // A host's own keys are made when it is installed.
  await guest.sh("ssh-keygen -A");
  return { guest, key };
}

/** As a person would paste it into root's login shell. */
async function paste(guest: BareGuest, text: string): Promise<string> {
  const { code, stdout, stderr } = await guest.exec(["bash", "-lec", `cd /root\n${text}`]);
  if (code !== 0) throw new Error(`${text}\nended with ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** What the bot hears that logs in with its key, whatever it asks to be run. */
async function heardBySsh(key: string, port: number, line: string): Promise<string> {
  const options = ["BatchMode=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
  const { stdout } = await run(
    [
      ...["ssh", "-q", "-i", key, "-p", String(port), ...options.flatMap((option) => ["-o", option])],
      ...["freezeframe@127.0.0.1", "id"],
    ],
    { input: `${line}\n` },
  );
  return stdout;
}

test.each(["orders-db", "shop"])(
  "the lines that install the guest kit, as the design of %s has them for each server, make guests that answer the bot",
  async (application) => {
    const markdown = await readFile(join(root, `test/lab/golden/design-${application}.md`), "utf8");
    const blocks = designBlocks(markdown, "c").filter(({ who }) => who.startsWith("guest "));
    expect(blocks.length).toBe(application === "shop" ? 2 : 1);
    for (const { who, text } of blocks) {
      const { guest, key } = await newGuest(who.slice("guest ".length));
      const said = await paste(guest, text);
      const version = (await paste(guest, "freezeframe-hold version")).trim();
      expect(said).toContain(`${HOLDER} (${version})`);
      expect(said).toMatch(/^256 SHA256:\S+ .*\(ED25519\)$/m);
      // Once more, as for an update: it says the same, and there is still one key.
      await paste(guest, text);
      expect(await guest.sh("wc -l </var/lib/freezeframe/.ssh/authorized_keys")).toBe("1\n");
      const [port] = await freePorts();
      await guest.sh(`bash /root/lab-guest/sshd.sh ${port}`);
      const hello = await heardBySsh(key, port, "HELLO protocol=1 instance=test run=run-1");
      expect(hello).toMatch(new RegExp(`^HELLO protocol=1 kit=${version.split(" ")[1]} `));
      expect(hello).not.toContain("uid=");
    }
  },
  180_000,
);

test("the lines of a hook put it where it is found, try it out and leave nothing held; a hold then proves it", async () => {
  const stages = [
    [{ kind: "hook", server: "orders-1", name: "orders-flush" }],
    [{ kind: "fsfreeze", server: "orders-1", roles: ["wal", "data", "config"] }],
  ];
  const application = orders({ quiesce: { policy: "require", stages } });
  const markdown = designMarkdown(makeDesign(designFacts("atomic", { application })));
  const blocks = designBlocks(markdown, "c").filter(({ who }) => who === "guest orders-1");
  expect(blocks.map(({ step }) => step)).toEqual(["install-orders-1", "hook-orders-flush-orders-1"]);
  const { guest } = await newGuest("orders-1");
  await guest.sh("cp /root/guest-kit/examples/hooks.d/* /root");
  const said: string[] = [];
  for (const { text } of blocks) said.push(await paste(guest, text));
  expect(said.at(-1)).toBe("PROVED\n");
  expect(await held(guest)).toBe(false);
  await using disk = await makeDisk();
  await guest.sh(`mkdir -p /srv/data && mount ${disk.device} /srv/data`);
  const holder = converse(guest.inside([HOLDER, "serve"]));
  await holder.say("HELLO protocol=1 instance=test run=run-1", "HELLO");
  await holder.say(`VOLUME role=data serial=${disk.volumeId} mount=/srv/data`, "VOLUME");
  await holder.say("RECIPE stage=1 id=0 kind=hook name=orders-flush", "RECIPE id=0 prove=yes");
  await holder.say("RECIPE stage=2 id=1 kind=fsfreeze roles=data", "RECIPE");
  await holder.say("PREPARE", "PREPARED");
  await holder.say("ARM token=token-0001 budget_ms=20000 silence_ms=20000", "ARMED");
  for (const stage of [1, 2]) await holder.say(`FREEZE stage=${stage}`, "FROZEN");
  expect(await held(guest)).toBe(true);
  await holder.say("PROVE", "PROOF id=0 held=yes");
  await holder.say("THAW token=token-0001", "THAWED cause=ordered");
  expect(await held(guest)).toBe(false);
  holder.hangUp();
  expect(await holder.exited).toBe(0);
  await guest.sh("umount /srv/data");
}, 120_000);

test("the lines of a PostgreSQL cluster that is not `main` tell the kit where it listens", async () => {
  const stages = [[{ kind: "postgresql", server: "orders-1", cluster: "reporting" }]];
  const application = orders({ quiesce: { policy: "require", stages } });
  const blocks = designBlocks(designMarkdown(makeDesign(designFacts("atomic", { application }))), "c");
  const own = blocks.find(({ step }) => step === "postgresql-reporting-orders-1");
  const install = blocks.find(({ step }) => step === "install-orders-1");
  const { guest } = await newGuest("orders-1");
  // One that has the port that the kit would guess, and the one that is meant.
  await guest.sh("for name in other reporting; do pg_createcluster 15 $name; done");
  await guest.sh("pg_ctlcluster 15 reporting start");
  await paste(guest, install?.text ?? "");
  const port = (await guest.sh("pg_lsclusters -h | awk '$2 == \"reporting\" { print $3 }'")).trim();
  expect(port).not.toBe("5432");
  expect(await paste(guest, own?.text ?? "")).toContain(`\nport=${port}\n`);
  await using disk = await makeDisk();
  await guest.sh(`mkdir -p /srv/data && mount ${disk.device} /srv/data`);
  const holder = converse(guest.inside([HOLDER, "serve"]));
  await holder.say("HELLO protocol=1 instance=test run=run-1", "HELLO");
  await holder.say(`VOLUME role=data serial=${disk.volumeId} mount=/srv/data`, "VOLUME");
  // It has asked that server: nobody else knows where its data is.
  const answer = await holder.say(
    "RECIPE stage=1 id=0 kind=postgresql cluster=reporting",
    "ERR code=not-on-volumes",
  );
  expect(decodeURIComponent(answer)).toContain("/var/lib/postgresql/15/reporting");
  holder.hangUp();
  await holder.exited;
  await guest.sh("umount /srv/data; pg_ctlcluster 15 reporting stop");
}, 120_000);

/** The example's own word for it. */
const held = async (guest: BareGuest): Promise<boolean> =>
  (await guest.exec(["test", "-e", "/run/orders.pause"])).code === 0;
