import type { CloudFault } from "../../../playground/cloud/faults.ts";
import { readExchanges } from "./exchange.ts";
import type { SeedExtras } from "./lab-seed.ts";
import type { Replay } from "./replay.ts";

/** A recorded sequence of requests, with what was done to the back end in between. */
export interface Scenario {
  readonly fixture: string;
  readonly tells: string;
  readonly extras?: SeedExtras;
  /** Before the first request. */
  readonly setUp?: (replay: Replay) => Promise<unknown>;
  /** Before the request of that name. */
  readonly before?: Readonly<Record<string, (replay: Replay) => Promise<unknown>>>;
  /** Other than recorded: a token, or what the recording has hidden. */
  readonly change?: Readonly<Record<string, { readonly token?: string | null; readonly body?: unknown }>>;
}

const atomic = (id: string, volumes = 3): SeedExtras => ({ groups: { [id]: { volumes, pool: "atomic" } } });
const noSuchProject = {
  auth: {
    identity: {
      methods: ["password"],
      password: { user: { name: "bot", domain: { id: "default" }, password: "wrong" } },
    },
  },
};
const browsed = "bb41eb5c-7ca3-479d-b396-6909fea88ee5";
const stuck = "6e134a7f-7fa8-420c-afff-f5e0f7825ef3";
const running = "dd9a3e21-55eb-4f17-9aed-5bd2c4b2e0eb";
const undeletable = {
  atomic: "7bee7bc4-d2ca-48dc-a12f-efd13819bdb5",
  generic: "8e7f9f64-359a-4790-99bc-fb9c49eb8d25",
};

const torn = {
  atomic: "a3bf8e3e-2420-41c7-8690-8483fc1f0a55",
  generic: "b37dd0ef-b345-4198-82d5-4eae3d22e68b",
};
const sources = {
  atomic: "e220b4f3-9b04-4400-a759-c118c4657cf2",
  generic: "d710f453-2c73-4905-b219-f8d2bacc90be",
};
/** The recorder waited before it went on. */
const restoresOf = (name: string) => ({
  [`${name}-volume-delete`]: (replay: Replay) => replay.isSettled(),
});
/** In the recorded installation the second volume's copy was taken away below Cinder. */
const lostCopy = (fixture: string): CloudFault => {
  const volumes = readExchanges(fixture).find(({ name }) => name === `${fixture}-source-volumes`)?.response
    .body;
  const wal = (volumes as { volumes: { id: string; name: string }[] }).volumes.find(({ name }) =>
    name.endsWith("-wal"),
  );
  return { kind: "restore-fails", volume: wal?.id ?? "" };
};

export const scenarios: readonly Scenario[] = [
  {
    fixture: "keystone",
    tells: "tokens by password and by application credential",
    change: { "keystone-token-bad-password": { body: noSuchProject } },
  },
  { fixture: "keystone-refusals", tells: "what Keystone answers when it is asked for something odd" },
  {
    fixture: "discovery",
    tells: "version documents, tokens and microversions",
    change: {
      "cinder-bad-token": { token: "no-such-token" },
      "cinder-no-token": { token: null },
      "cinder-versions": { token: null },
    },
  },
  { fixture: "discovery-with-token", tells: "version documents with a token" },
  { fixture: "types", tells: "group types, volume types and pools, for a user and for an administrator" },
  { fixture: "types-and-pools", tells: "single types, and who may see pools" },
  { fixture: "atomic", tells: "a group snapshot of one moment, from POST to DELETE" },
  { fixture: "generic", tells: "a group snapshot made one after another, from POST to DELETE" },
  { fixture: "refusals", tells: "requests that Cinder refuses" },
  {
    fixture: "fail-atomic",
    tells: "a driver error where the group is one call",
    before: {
      "fail-atomic-create": ({ control }) => control.fault({ kind: "create-fails" }),
      "fail-atomic-retry-other-snapshot": ({ control }) => control.clearFaults(),
    },
  },
  {
    fixture: "fail-generic",
    tells: "a driver error for one member of a loop",
    before: {
      "fail-generic-create": ({ control }) =>
        control.fault({ kind: "create-fails", volume: "afa40ee8-24eb-4504-88e0-758f52625ed2" }),
      "fail-generic-retry-other-snapshot": ({ control }) => control.clearFaults(),
    },
  },
  {
    fixture: "crash-atomic",
    tells: "an unexpected exception: creating for ever, until an administrator resets it",
    before: { "crash-atomic-create": ({ control }) => control.fault({ kind: "create-crashes" }) },
  },
  {
    fixture: "crash-generic",
    tells: "an unexpected exception for one member of a loop",
    before: {
      "crash-generic-create": ({ control }) =>
        control.fault({ kind: "create-crashes", volume: "0d5dc9bd-620a-47ea-8f42-d221aff8ee48" }),
    },
  },
  {
    fixture: "delete-fails-atomic",
    tells: "a delete that fails where the group is one call",
    setUp: async (replay) => {
      const group = "acf9d068-80f1-441e-93a5-fc5f6b8255d1";
      await replay.makeGroupSnapshot(undeletable.atomic, group, "delete-fails-atomic", "before migration 42");
      await replay.isAvailable(undeletable.atomic);
    },
    before: {
      "delete-fails-atomic-delete": ({ control }) => control.fault({ kind: "delete-fails" }),
      "delete-fails-atomic-again": ({ control }) => control.clearFaults(),
    },
  },
  {
    fixture: "delete-fails-generic",
    tells: "a delete that fails for one member of a loop",
    setUp: async (replay) => {
      const group = "40c1141d-e82e-49cd-a50f-50979126296c";
      await replay.makeGroupSnapshot(
        undeletable.generic,
        group,
        "delete-fails-generic",
        "before migration 42",
      );
      await replay.isAvailable(undeletable.generic);
    },
    before: {
      "delete-fails-generic-delete": ({ control }) =>
        control.fault({ kind: "delete-fails", volume: "a2df242a-d31d-48aa-bd41-b0d20b5ff7ae" }),
      "delete-fails-generic-again": ({ control }) => control.clearFaults(),
    },
  },
  {
    fixture: "stuck",
    tells: "a driver call that does not return",
    extras: atomic("c274e523-ea70-4c1e-b080-73fd16b2be29"),
    setUp: async (replay) => {
      await replay.control.fault({ kind: "create-hangs" });
      const group = "c274e523-ea70-4c1e-b080-73fd16b2be29";
      await replay.makeGroupSnapshot(stuck, group, "stuck", "before migration 42");
    },
  },
  {
    fixture: "odd-states",
    tells: "which states of group and volumes Cinder accepts",
    extras: atomic("c274e523-ea70-4c1e-b080-73fd16b2be29"),
    before: {
      "group-snapshot-of-error-group": ({ control }) =>
        control.patch("groups", "c274e523-ea70-4c1e-b080-73fd16b2be29", { status: "error" }),
      "group-snapshot-with-error-volume": ({ control }) =>
        control.patch("volumes", "c274e523-ea70-4c1e-b080-000000000000", { status: "error" }),
      "group-snapshot-with-creating-volume": ({ control }) =>
        control.patch("volumes", "c274e523-ea70-4c1e-b080-000000000000", { status: "creating" }),
    },
  },
  {
    fixture: "quota",
    tells: "quotas and what happens over them",
    extras: {
      groups: {
        "ff91aad8-0818-40de-b976-b58fa0a443d8": { volumes: 3, pool: "atomic" },
        // Five more groups count in the recording.
        ...Object.fromEntries(
          [1, 2, 3, 4, 5].map((n) => [
            `00000000-0000-4000-8000-00000000010${n}`,
            { volumes: 0, pool: "atomic" as const },
          ]),
        ),
      },
      quota: { volumes: 100, snapshots: 100, groups: 100 },
    },
    before: {
      "quota-snapshots-group-snapshot": ({ control }) =>
        control.patch("quotas", "c845418dfba142fe9560893582ec7bd9", { snapshots: 2 }),
      "quota-gigabytes-group-snapshot": ({ control }) =>
        control.patch("quotas", "c845418dfba142fe9560893582ec7bd9", { snapshots: 100, gigabytes: 4 }),
    },
  },
  {
    fixture: "in-use",
    tells: "attached volumes",
    extras: atomic("a5f1bed5-1dae-4240-b29b-c57ec6786748", 0),
  },
  {
    fixture: "in-progress-generic",
    tells: "what is allowed while a loop is under way",
    setUp: async (replay) => {
      await replay.control.fault({ kind: "create-hangs" });
      const group = "c6a6de9a-984b-4c5e-8214-79c4a13c04ab";
      await replay.makeGroupSnapshot(running, group, "first", "before migration 42");
    },
  },
  {
    fixture: "service-down",
    tells: "a request that waits for cinder-volume to come back",
    extras: atomic("678ade3e-f00f-4366-b93f-1359c9ad860a"),
    before: {
      "service-down-group-snapshot-create": ({ control }) => control.fault({ kind: "service-down" }),
      "service-back-group-snapshot-show": ({ control }) => control.clearFaults(),
    },
  },
  {
    fixture: "browse",
    tells: "paging, filters, metadata, and what each microversion and role shows",
    // One more group counts in the recording.
    extras: atomic("00000000-0000-4000-8000-000000000101", 0),
    setUp: async (replay) => {
      await replay.makeGroupSnapshot("e8e9a431-d537-48a0-9dd3-9d29af10a212", browsed, "pgd-rec/one", "d");
      await replay.makeGroupSnapshot("993585f5-f12f-48f1-90ad-64cd58ed6275", browsed, "pgd-rec/two", "d");
      await replay.makeGroupSnapshot("2f18d659-e5fd-431e-97b4-47cf97502f13", browsed, "pgd-rec/three", "d");
    },
  },
  { fixture: "compute", tells: "servers by id and by name" },
  {
    fixture: "restores-atomic",
    tells: "restored volumes and a restored group where the group is one call",
    before: restoresOf("restores-atomic"),
  },
  {
    fixture: "restores-generic",
    tells: "restored volumes and a restored group made one after another",
    before: restoresOf("restores-generic"),
  },
  {
    fixture: "from-src-fails-atomic",
    tells: "a group restore that fails in one call, and one that does not end",
    extras: atomic(sources.atomic),
    setUp: async (replay) => {
      await replay.makeGroupSnapshot(torn.atomic, sources.atomic, "source", "before migration 42");
      await replay.isAvailable(torn.atomic);
      await replay.control.fault({ kind: "restore-fails" }, 1);
    },
    before: {
      "from-src-fails-atomic-meanwhile-group": async (replay) => {
        await replay.control.fault({ kind: "restore-hangs" });
        await replay.makeGroupFrom(torn.atomic, "3a518273-a64c-44f3-88af-5f35c293e7e3", "slow");
      },
    },
  },
  {
    fixture: "from-src-fails-generic",
    tells: "a hollow restore: one copy fails, and Cinder says available of all",
    extras: { groups: { [sources.generic]: { volumes: 3, pool: "generic" } } },
    setUp: async (replay) => {
      await replay.makeGroupSnapshot(torn.generic, sources.generic, "source", "before migration 42");
      await replay.isAvailable(torn.generic);
      await replay.control.fault({ kind: "restore-fails" }, 1);
    },
    before: {
      "from-src-fails-generic-meanwhile-group": async (replay) => {
        await replay.control.fault({ kind: "restore-hangs" });
        await replay.makeGroupFrom(torn.generic, "bfdf52f7-3f6c-4e0e-9daa-e889d4b6b726", "slow");
      },
    },
  },
  {
    fixture: "hollow-generic",
    tells: "a volume that was never made: available until a server wants it",
    before: {
      "hollow-generic-group-from-snapshot": (replay) => replay.control.fault(lostCopy("hollow-generic")),
    },
  },
  {
    fixture: "hollow-atomic",
    tells: "a lost copy where the group is one call: error everywhere",
    before: {
      "hollow-atomic-group-from-snapshot": (replay) => replay.control.fault(lostCopy("hollow-atomic")),
    },
  },
  {
    fixture: "attachments",
    tells: "what Nova attaches and takes away, and what it refuses",
    extras: atomic("e178b4ac-e91f-4f72-ab2a-0703d348f566", 0),
    before: {
      "attach-volume-in-error": ({ control }) =>
        control.patch("volumes", "shop-att-wal", { status: "error" }),
      "attach-suspended": ({ control }) => control.patch("servers", "shop-att", { status: "SUSPENDED" }),
      "attach-stopped": ({ control }) => control.patch("servers", "shop-att", { status: "SHUTOFF" }),
    },
  },
  {
    fixture: "boot",
    tells: "what Nova boots with volumes and takes away, and what it refuses",
    extras: {
      images: [
        {
          id: "468b4390-792d-438b-8842-5a63bdf060f5",
          name: "blank",
          status: "active",
          min_disk: 0,
          min_ram: 0,
        },
      ],
    },
    // The recorded second request came while Nova was still at work on the first.
    before: {
      "boot-begin": ({ control }) => control.fault({ kind: "boot-hangs" }),
      "boot-active": ({ control }) => control.clearFaults(),
    },
  },
  {
    fixture: "over-quota",
    tells: "volumes over quota",
    before: {
      "over-quota-volumes": ({ control }) =>
        control.patch("quotas", "30bf4848b5fb4756aab81537134e88bf", { volumes: 0 }),
      "over-quota-gigabytes": ({ control }) =>
        control.patch("quotas", "30bf4848b5fb4756aab81537134e88bf", { volumes: 10, gigabytes: 0 }),
    },
  },
  {
    fixture: "quota-restores",
    tells: "group restores over quota, and what each refusal costs",
    extras: { quota: { volumes: 4, snapshots: 100, groups: 100 }, drift: { groups: 5 } },
    setUp: async (replay) => {
      const group = "ff91aad8-0818-40de-b976-b58fa0a443d8";
      await replay.makeGroupSnapshot("3bb9970b-d537-49e2-b130-d2982c54a484", group, "q", "d");
      await replay.isAvailable("3bb9970b-d537-49e2-b130-d2982c54a484");
    },
    before: {
      "quota-groups-create-from-src": ({ control }) =>
        control.patch("quotas", "c845418dfba142fe9560893582ec7bd9", { groups: 7 }),
    },
  },
];
