import type { Commanded } from "./commanded.ts";
import { type FrozenInOrder, freezeOrder } from "./freeze-order.ts";
import { shellWord } from "./shell-word.ts";
import { cinder, manifest, published } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";
import { http, type Step, shell } from "./step.ts";

/** Freeze, snapshot, thaw: by Freezeframe in one go, and by hand. */
export const snapshotSteps = (given: Commanded): Step[] => [
  byFreezeframe(given),
  ...freeze(given),
  snapshot(given),
  ...thaw(given),
];

const byFreezeframe = ({ facts: { application } }: Commanded): Step => ({
  id: "freezeframe",
  title: "All of it, proved: Freezeframe",
  about: [
    say(
      "Freezes, proves, cuts, proves again, thaws and labels, within the budget; the guest thaws by itself when anything dies. What follows is the same by hand, where nothing is proved: such a set is at best what the back end makes of it, and never has a grade.",
      published("Freezeframe docs/hold-protocol.md"),
    ),
  ],
  shell: [
    shell(
      "operator",
      `freezeframe doctor ${application.application}`,
      `freezeframe snapshot ${application.application} --reason 'from its design'`,
    ),
  ],
  http: [],
});

/**
 * One session that is open before the freeze and thaws by itself: when it is told, when its terminal goes away, and after the
 * budget. A second login to thaw could hang on what is frozen.
 */
function freeze({ facts }: Commanded): Step[] {
  const seconds = Math.ceil(facts.application.quiesce.budget / 1_000);
  const servers = freezeOrder(facts);
  if (servers.length === 0) return [];
  return [
    {
      id: "freeze",
      title: "Freeze, by hand",
      about: [
        say(
          `${servers.length === 1 ? "In a terminal of its own" : "In a terminal each, in this order"}: it says FROZEN, and thaws in reverse at Enter, at its end of input, or after ${seconds} s, whatever comes first. Killed, it leaves all frozen: Freezeframe's guest kit has a watchdog for that, this has not.`,
          manifest("quiesce.stages"),
          manifest("quiesce.budget"),
        ),
        ...leftOut(facts),
        say(
          "`fsfreeze` on a directory that is no mount point freezes the file system that holds it, which may be `/`: `mountpoint` is asked first.",
          published("util-linux fsfreeze(8); Freezeframe docs/hold-protocol.md, errors"),
        ),
        ...servers.flatMap(({ server, unmounted }) =>
          unmounted.map((role) =>
            unknown(
              `Where ${role} is mounted in ${server}: neither the manifest nor the guest says it.`,
              manifest("group.volumes"),
            ),
          ),
        ),
      ],
      shell: servers.flatMap((frozen) => (frozen.mounts.length === 0 ? [] : [session(frozen, seconds)])),
      http: [],
    },
  ];
}

/** What a recipe does beside the freeze of file systems takes a session that is held, or somebody who thaws it whatever happens. */
function leftOut({ application }: Commanded["facts"]): Statement[] {
  const recipes = application.quiesce.stages.flat();
  const left = [
    ...(recipes.some(({ kind }) => kind === "mariadb") ? ["no `BACKUP STAGE` is held"] : []),
    ...recipes.flatMap((recipe) => (recipe.kind === "hook" ? [`hook \`${recipe.name}\` is not called`] : [])),
  ];
  return left.length === 0
    ? []
    : [
        say(
          `By hand ${left.join(", and ")}: the set is what a power cut would leave.`,
          manifest("quiesce.stages"),
        ),
      ];
}

/** It thaws nothing that it has not frozen itself: EBUSY is somebody else's freeze. */
const session = ({ server, mounts, before }: FrozenInOrder, seconds: number): Step["shell"][number] =>
  shell(
    `guest ${server}`,
    ...before,
    "(",
    "  frozen=",
    '  freeze() { mountpoint -q "$1" && fsfreeze -f "$1" && frozen="$1 $frozen"; }',
    '  thaw() { for mount in $frozen; do fsfreeze -u "$mount"; done; echo THAWED; }',
    "  trap 'exit 1' HUP INT TERM; trap thaw EXIT",
    `  ${mounts.map((mount) => `freeze ${shellWord(mount)}`).join(" && ")} && echo FROZEN && read -rt ${seconds} _`,
    ")",
  );

function snapshot({ label, volumes, groupId }: Commanded): Step {
  const at = groupId ?? "$GROUP";
  return {
    id: "snapshot",
    title: "Group snapshot",
    about: [
      say(
        "The name is the only thing to find it by when an answer is lost: a group snapshot has no metadata and cannot be renamed. A second POST makes a second one; look for the name first.",
        cinder("cinder/api/schemas/group_snapshots.py"),
      ),
      say(
        "Thaw as soon as it is `available`, and also when it is not.",
        published("Freezeframe docs/hold-protocol.md"),
      ),
    ],
    shell: [
      shell(
        "project",
        `SET=$(openstack volume group snapshot create --name ${label} "$GROUP" -f value -c ID)`,
        'await available set_status "$SET"',
        ...volumes.map(
          ({ snapshot: name, id }) =>
            `${name}=$(openstack volume snapshot list --volume ${id} --name ${label} -f value -c ID)`,
        ),
        ...volumes.map(({ snapshot: name }) => `test -n "$${name}"`),
      ),
    ],
    http: [
      http({
        who: "project",
        method: "POST",
        path: "/group_snapshots",
        body: { group_snapshot: { group_id: at, name: label } },
        expect: 202,
        keep: { SET: "group_snapshot.id" },
      }),
      http({
        who: "project",
        method: "GET",
        path: "/group_snapshots/$SET",
        expect: 200,
        until: { path: "group_snapshot.status", is: "available" },
      }),
      http({
        who: "project",
        method: "GET",
        path: `/snapshots/detail?name=${label}`,
        expect: 200,
        keep: Object.fromEntries(volumes.map((one) => [one.snapshot, `snapshots[volume_id=${one.id}].id`])),
      }),
    ],
  };
}

/** Not a block of its own: the session that froze is waiting for it. */
function thaw({ facts }: Commanded): Step[] {
  if (freezeOrder(facts).length === 0) return [];
  return [
    {
      id: "thaw",
      title: "Thaw",
      about: [
        say(
          "Enter in the terminals of the freeze, in reverse. Each has to say THAWED; one that does not is asked with `freezeframe-hold status` where the guest kit is, and by `fsfreeze -u` where it is not.",
          published("Freezeframe docs/runbook.md, Is a database frozen?"),
        ),
      ],
      shell: [],
      http: [],
    },
  ];
}
