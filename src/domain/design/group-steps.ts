import type { Commanded } from "./commanded.ts";
import { readFrom } from "./design-table.ts";
import { shellWord } from "./shell-word.ts";
import { cinder, manifest } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";
import { http, type Step, shell } from "./step.ts";

/** A group that holds exactly the application's volumes. What is there is found, what is missing is made. */
export const groupSteps = (given: Commanded): Step[] => [group(given), addVolumes(given), verify(given)];

function group({ facts, groupType: { name: type, id: typeId }, types, groupId }: Commanded): Step {
  const { name } = facts.application.group;
  const create = `openstack volume group create --name ${shellWord(name)} ${[type, ...types.map((one) => one.name)].map(shellWord).join(" ")}`;
  const seen = readFrom(facts.cloud, "groups of the project", "project");
  return {
    id: "group-create",
    title: `Group ${name}`,
    about: [
      groupId === undefined
        ? say(
            "Cinder answers before it is made, and leaves a group in `error` where no back end fits all its volume types.",
            cinder("cinder/volume/manager.py:3374"),
          )
        : say(`It is there. Another one like it is made by \`${create}\`.`, seen),
    ],
    shell: [
      shell(
        "project",
        groupId === undefined ? `GROUP=$(${create} -f value -c ID)` : `GROUP=${groupId}`,
        'await available group_status "$GROUP"',
      ),
    ],
    http: [
      ...(groupId === undefined
        ? [
            http({
              who: "project",
              method: "POST",
              path: "/groups",
              body: {
                group: {
                  name,
                  group_type: typeId ?? "$GROUP_TYPE",
                  volume_types: types.map((one) => one.id ?? "$VOLUME_TYPE"),
                },
              },
              expect: 202,
              keep: { GROUP: "group.id" },
            }),
          ]
        : []),
      http({
        who: "project",
        method: "GET",
        path: `/groups/${groupId ?? "$GROUP"}`,
        expect: 200,
        until: { path: "group.status", is: "available" },
      }),
    ],
  };
}

function addVolumes({ facts, volumes, groupId }: Commanded): Step {
  const missing = volumes.filter(({ inGroup }) => !inGroup);
  const ids = missing.map(({ id }) => id).join(",");
  const at = groupId ?? "$GROUP";
  const seen = readFrom(facts.cloud, "volumes of the group", "project");
  const rules = say(
    "A volume is added where it is: same project, a type of the group, same `host@backend`, in no other group, `available` or `in-use`. The zone is not checked, and a volume of another one makes every group restore fail.",
    cinder("cinder/volume/manager.py:4051"),
  );
  if (missing.length === 0)
    return {
      id: "volumes-add",
      title: "Volumes",
      about: [say(`All ${volumes.length} volumes are in it: nothing to add.`, seen), rules],
      shell: [],
      http: [],
    };
  return {
    id: "volumes-add",
    title: "Volumes",
    about: [
      rules,
      say(
        "If the driver fails here, the group and these volumes go to `error`, even those in use: do it in a quiet hour.",
        cinder("cinder/volume/manager.py:4051"),
      ),
      ...missing.flatMap(({ role, found, id }): Statement[] =>
        found
          ? []
          : [
              unknown(
                `Volume \`${id}\` of role ${role} was not found: make it first, and take its id.`,
                seen,
                manifest("group.volumes"),
              ),
            ],
      ),
    ],
    shell: [
      shell(
        "project",
        `cinder group-update --add-volumes ${ids} "$GROUP"`,
        'await available group_status "$GROUP"',
      ),
    ],
    http: [
      http({
        who: "project",
        method: "PUT",
        path: `/groups/${at}`,
        body: { group: { add_volumes: ids } },
        expect: 202,
      }),
      http({
        who: "project",
        method: "GET",
        path: `/groups/${at}`,
        expect: 200,
        until: { path: "group.status", is: "available" },
      }),
    ],
  };
}

/** Membership as the project sees it; co-location only an administrator can see. */
function verify({ facts, volumes, groupId }: Commanded): Step {
  const at = groupId ?? "$GROUP";
  const wanted = [...volumes.map(({ id }) => id)].sort();
  return {
    id: "verify",
    title: "Membership and co-location",
    about: [
      say(
        `The first fails unless the group has exactly the ${volumes.length} volumes of the manifest; the second prints one line: all lie on one \`host@backend\`. A volume too many would be cut without being frozen, one too few would be missing from every snapshot.`,
        manifest("group.volumes"),
      ),
      ...(facts.cloud.as.reader === facts.cloud.as.project
        ? [
            unknown(
              "Only an administrator sees the host; `clouds.<name>.reader` names no other credential.",
              readFrom(facts.cloud, "hosts of volumes"),
            ),
          ]
        : []),
    ],
    shell: [
      shell(
        "project",
        `test "$(cinder list --group_id "$GROUP" | awk '$2 ~ /-.*-/ { print $2 }' | sort | xargs)" = '${wanted.join(" ")}'`,
      ),
      shell(
        "admin",
        `for VOLUME in ${wanted.join(" ")}; do openstack volume show "$VOLUME" -f value -c os-vol-host-attr:host; done | cut -d'#' -f1 | sort -u`,
      ),
    ],
    http: [http({ who: "project", method: "GET", path: `/volumes/detail?group_id=${at}`, expect: 200 })],
  };
}
