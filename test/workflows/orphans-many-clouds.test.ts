import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import type { Volume } from "../../playground/cloud/rows.ts";
import type { CloudSeed } from "../../playground/cloud/seed.ts";
import { type Cloud, startCloud } from "../../playground/cloud/server.ts";
import { ControlClient } from "../../playground/control-client.ts";
import { temporaryDirectory } from "../unit/store/temporary-database.ts";

// Two clouds with two regions and two projects each, eight entries of config.yml; one region does not answer.

const cli = fileURLToPath(new URL("../../bin/freezeframe.js", import.meta.url));
const projects = { orders: "a".repeat(32), shop: "b".repeat(32), admin: "c".repeat(32) } as const;
type Project = keyof typeof projects;

const volume = (id: string, project: Project, change: Partial<Volume> = {}): Volume => ({
  ...{ id, name: `disk-${id}`, status: "available", size: 1, volumeTypeId: "tier", groupId: null },
  ...{ host: null, projectId: projects[project], userId: "u", serviceUuid: null, createdAt: 0 },
  ...{ updatedAt: null, multiattach: false, encrypted: false, attachments: [], metadata: {}, content: 0 },
  ...change,
});

const volumes = (count: number, project: Project): Volume[] =>
  Array.from({ length: count }, (_, index) => volume(`${project}-${index}`, project));

const region = (name: string, rows: readonly Volume[]): CloudSeed => ({
  region: name,
  projects: Object.entries(projects).map(([project, id]) => ({ id, name: project })),
  users: [
    {
      ...{ id: "u", name: "freezeframe", password: "secret" },
      roles: { [projects.orders]: ["member"], [projects.shop]: ["member"] },
    },
    { id: "r", name: "reader", password: "secret", roles: { [projects.admin]: ["admin"] } },
  ],
  groupTypes: [],
  volumeTypes: [{ id: "tier", name: "tier", description: null, extraSpecs: {} }],
  pools: [],
  groups: [],
  volumes: rows,
  servers: [],
});

async function started(seed: CloudSeed, beside?: Cloud): Promise<Cloud> {
  const cloud = await startCloud(seed, beside === undefined ? {} : { keystone: beside.keystone });
  onTestFinished(() => cloud[Symbol.asyncDispose]());
  return cloud;
}

const domain = { user_domain_id: "default", project_domain_id: "default" };
const login = (url: string, username: string, project_name: Project) => ({
  auth: { auth_url: `${url}/identity/v3`, username, password: "secret", project_name, ...domain },
  region_name: "north",
});

/** An installation with an entry for each region and project of both; only the first cloud has a reader. */
async function installation(alpha: Cloud, beta: Cloud): Promise<string> {
  const directory = temporaryDirectory();
  await mkdir(join(directory, "manifests"));
  const clouds = {
    alpha: login(alpha.url, "freezeframe", "orders"),
    "alpha-reader": login(alpha.url, "reader", "admin"),
    beta: login(beta.url, "freezeframe", "orders"),
  };
  writeFileSync(join(directory, "clouds.yaml"), stringify({ clouds }), { mode: 0o600 });
  writeFileSync(join(directory, "signing.key"), "0123456789abcdef".repeat(2), { mode: 0o600 });
  const entries = ["alpha", "beta"].flatMap((cloud) =>
    ["north", "south"].flatMap((area) =>
      ["orders", "shop"].map((project) => [
        `${cloud}-${area}-${project}`,
        {
          ...{ cloud, region: area, project, clientConfigFile: "./clouds.yaml" },
          ...(cloud === "alpha" && { reader: "alpha-reader" }),
        },
      ]),
    ),
  );
  writeFileSync(
    join(directory, "config.yml"),
    stringify({
      instance: "here",
      store: { path: "./store.sqlite" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the bot's own way to name a secret's file
      signingKey: "${file:./signing.key}",
      clouds: Object.fromEntries(entries),
    }),
  );
  return join(directory, "config.yml");
}

interface Answer {
  readonly status: number;
  readonly result: {
    readonly scans: readonly { cloud: string; looked: { volumes: number }; others: object }[];
    readonly unseen: readonly { cloud: string; why: string }[];
    readonly orphans: readonly { record: { orphan: { class: string; cloud: string; thing: string } } }[];
  };
}

const orphans = (config: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const argv = [cli, "orphans", "all", "--json", "--config", config];
    execFile(process.execPath, argv, (error, stdout, stderr) => {
      if (stdout.includes('"scans"')) resolve({ status: Number(error?.code ?? 0), ...JSON.parse(stdout) });
      else reject(new Error(`${stdout}${stderr}`));
    });
  });

test("each entry is scanned in its own region and project; one that does not answer keeps nobody from the others, and is named", async () => {
  const ours = volume("copy", "admin", { metadata: { "freezeframe:instance": "here" } });
  const alpha = await started(region("north", [...volumes(1, "orders"), ...volumes(2, "shop"), ours]));
  await started(region("south", [...volumes(3, "orders"), ...volumes(4, "shop")]), alpha);
  const beta = await started(region("north", [...volumes(5, "orders"), ...volumes(6, "shop")]));
  const gone = await started(region("south", volumes(7, "orders")), beta);
  await gone[Symbol.asyncDispose]();
  const { status, result } = await orphans(await installation(alpha, beta));
  expect(Object.fromEntries(result.scans.map(({ cloud, looked }) => [cloud, looked.volumes]))).toEqual({
    "alpha-north-orders": 1,
    "alpha-north-shop": 2,
    "alpha-south-orders": 3,
    "alpha-south-shop": 4,
    "beta-north-orders": 5,
    "beta-north-shop": 6,
  });
  expect(status).not.toBe(0);
  expect(result.unseen.map(({ cloud }) => cloud)).toEqual(["beta-south-orders", "beta-south-shop"]);
  expect(result.unseen[0]?.why).toContain("ECONNREFUSED");
  const others = Object.fromEntries(result.scans.map((scan) => [scan.cloud, scan.others]));
  expect(others).toMatchObject({
    "alpha-north-orders": { looked: 3 },
    "alpha-south-shop": { looked: 3 },
    "beta-north-orders": { whyNot: "the credential is no administrator's" },
  });
  // A thing of another project that says that it is ours is told once, by the first that sees it, and stays.
  const told = result.orphans.map(({ record: { orphan } }) => [orphan.class, orphan.cloud, orphan.thing]);
  expect(told).toEqual([["another project's", "alpha-north-orders", "copy"]]);
  expect((await new ControlClient(alpha.url).volumes()).map(({ id }) => id)).toContain("copy");
}, 120_000);
