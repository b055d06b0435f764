import { chooseStrategy, waysToRestore } from "#domain/restore/strategy.ts";
import { attachSteps, waitFor } from "./attach-steps.ts";
import type { Commanded } from "./commanded.ts";
import { shellWord } from "./shell-word.ts";
import { cinder, manifest } from "./source.ts";
import { type Statement, say } from "./statement.ts";
import { http, type Step, shell } from "./step.ts";

/** From a group snapshot to volumes on the recovery server, both ways, the safer one first; then all of it away again. */
export function restoreSteps(given: Commanded): Step[] {
  const { how, why } = chooseStrategy(waysToRestore(backendOf(given), given.home?.driver), undefined);
  const from = given.home?.from[0] ?? manifest("group");
  const ways = [
    ...(how === "group" ? [] : [[...volumes(given, say(`Recommended here, since ${why}.`, from))]]),
    ...(how === "volumes" && !groupWorks(given)
      ? []
      : [[...group(given, how === "group" ? say(`The only way here, since ${why}.`, from) : undefined)]]),
  ];
  return [...ways.flat(), deleteSet()];
}

const backendOf = ({ home }: Commanded) =>
  home === undefined || home.does === "unknown"
    ? {}
    : {
        driver: {
          ...(home.driver === undefined ? {} : { driver: home.driver }),
          verdict: home.does,
          by: "declared" as const,
          source: home.why,
        },
      };

const groupWorks = (given: Commanded): boolean =>
  waysToRestore(backendOf(given), given.home?.driver).group !== false;

function volumes(given: Commanded, reason: Statement): Step[] {
  const { volumes: all, label } = given;
  return [
    {
      id: "restore-volumes",
      title: "Restore: one volume of each member",
      about: [
        reason,
        say(
          "Each volume has Cinder's own status and its full quota, and nothing says `available` of another.",
          cinder("cinder/volume/flows/api/create_volume.py"),
        ),
      ],
      shell: [
        shell(
          "project",
          ...all.map(
            ({ restored, snapshot, type, role }) =>
              `${restored}=$(openstack volume create --snapshot "$${snapshot}"${type === undefined ? "" : ` --type ${shellWord(type)}`} ${shellWord(`${label}-${role}`)} -f value -c id)`,
          ),
          ...all.map(({ restored }) => `await available volume_status "$${restored}"`),
        ),
      ],
      http: all.flatMap(({ restored, snapshot, type, role, gib }) => [
        http({
          who: "project",
          method: "POST",
          path: "/volumes",
          body: {
            volume: {
              name: `${label}-${role}`,
              snapshot_id: `$${snapshot}`,
              ...(gib === undefined ? {} : { size: gib }),
              ...(type === undefined ? {} : { volume_type: type }),
            },
          },
          expect: 202,
          keep: { [restored]: "volume.id" },
        }),
        waitFor(restored, "available"),
      ]),
    },
    ...attachSteps(given, "volumes"),
    {
      id: "clean-volumes",
      title: "Clean up: restored volumes",
      about: [
        say(
          "Detached first; a snapshot that a volume was made of may not be deletable before that volume.",
          cinder("cinder/volume/drivers/rbd.py, delete_snapshot"),
        ),
      ],
      shell: [
        shell(
          "project",
          `openstack volume delete ${all.map(({ restored }) => `"$${restored}"`).join(" ")}`,
          ...all.map(({ restored }) => `gone openstack volume show "$${restored}"`),
        ),
      ],
      http: all.flatMap(({ restored }) => [
        http({ who: "project", method: "DELETE", path: `/volumes/$${restored}`, expect: 202 }),
        http({
          who: "project",
          method: "GET",
          path: `/volumes/$${restored}`,
          expect: 404,
          until: { status: 404 },
        }),
      ]),
    },
  ];
}

function group(given: Commanded, reason: Statement | undefined): Step[] {
  const { volumes: all, label } = given;
  return [
    {
      id: "restore-group",
      title: "Restore: a new group",
      about: [
        ...(reason === undefined ? [] : [reason]),
        say(
          "Where Cinder makes the volumes itself, the group and all volumes become `available` also when one of them failed: only attaching and reading shows whether data is there.",
          cinder("cinder/volume/manager.py:3596, _create_group_from_group_snapshot_generic"),
        ),
        say(
          "Restored volumes have neither name nor metadata: which is which says `snapshot_id` alone. A refused request keeps one of the quota `groups`, for ever.",
          cinder("cinder/group/api.py:251,341"),
        ),
      ],
      shell: [
        shell(
          "project",
          `RESTORED=$(cinder group-create-from-src --group-snapshot "$SET" --name ${label} | field id)`,
          'await available group_status "$RESTORED"',
          "MADE=$(cinder list --group_id \"$RESTORED\" | awk '$2 ~ /-.*-/ { print $2 }')",
          'of() { for v in $MADE; do if test "$(openstack volume show "$v" -f value -c snapshot_id)" = "$1"; then echo "$v"; fi; done; }',
          ...all.map(({ restored, snapshot }) => `${restored}=$(of "$${snapshot}")`),
          ...all.map(
            ({ restored, role }) =>
              `openstack volume set --name ${shellWord(`${label}-${role}`)} "$${restored}"`,
          ),
        ),
      ],
      http: [
        http({
          who: "project",
          method: "POST",
          path: "/groups/action",
          body: { "create-from-src": { group_snapshot_id: "$SET", name: label } },
          expect: 202,
          keep: { RESTORED: "group.id" },
        }),
        http({
          who: "project",
          method: "GET",
          path: "/groups/$RESTORED",
          expect: 200,
          until: { path: "group.status", is: "available" },
        }),
        http({
          who: "project",
          method: "GET",
          path: "/volumes/detail?group_id=$RESTORED",
          expect: 200,
          keep: Object.fromEntries(
            all.map(({ restored, snapshot }) => [restored, `volumes[snapshot_id=$${snapshot}].id`]),
          ),
        }),
        ...all.map(({ restored, role }) =>
          http({
            who: "project",
            method: "PUT",
            path: `/volumes/$${restored}`,
            body: { volume: { name: `${label}-${role}` } },
            expect: 200,
          }),
        ),
      ],
    },
    ...attachSteps(given, "group"),
    {
      id: "clean-group",
      title: "Clean up: restored group",
      about: [
        say(
          "`--delete-volumes` takes all volumes of the group, in any status: only ever of a group that a restore made. Cinder then gives back gigabytes that the restore never took, so that the quota shows less than is used.",
          cinder("cinder/volume/manager.py:3880-3882"),
        ),
      ],
      shell: [
        shell(
          "project",
          'cinder group-delete --delete-volumes "$RESTORED"',
          'gone cinder group-show "$RESTORED"',
        ),
      ],
      http: [
        http({
          who: "project",
          method: "POST",
          path: "/groups/$RESTORED/action",
          body: { delete: { "delete-volumes": true } },
          expect: 202,
        }),
        http({
          who: "project",
          method: "GET",
          path: "/groups/$RESTORED",
          expect: 404,
          until: { status: 404 },
        }),
      ],
    },
  ];
}

const deleteSet = (): Step => ({
  id: "clean-snapshot",
  title: "Clean up: the group snapshot",
  about: [
    say(
      "Only after everything that was made of it is gone: a member that its back end finds busy is taken out of Cinder's database all the same, and stays on the storage where no API shows it.",
      cinder("cinder/volume/manager.py:4318,4440"),
    ),
    say(
      "Single members cannot be deleted. Nothing but this set goes: the group, its volumes and its types stay.",
      cinder("cinder/api/v3/snapshots.py"),
    ),
  ],
  shell: [shell("project", 'cinder group-snapshot-delete "$SET"', 'gone cinder group-snapshot-show "$SET"')],
  http: [
    http({ who: "project", method: "DELETE", path: "/group_snapshots/$SET", expect: 202 }),
    http({
      who: "project",
      method: "GET",
      path: "/group_snapshots/$SET",
      expect: 404,
      until: { status: 404 },
    }),
  ],
});
