import { CONSISTENT_SPEC } from "../label.ts";
import type { Commanded } from "./commanded.ts";
import { readFrom } from "./design-table.ts";
import { shellWord } from "./shell-word.ts";
import { cinder, manifest, type Source } from "./source.ts";
import { type Statement, say, unknown } from "./statement.ts";
import { http, type Step, shell } from "./step.ts";

const SPEC = `consistent_group_snapshot_enabled=${CONSISTENT_SPEC}`;
const specs = { consistent_group_snapshot_enabled: CONSISTENT_SPEC };

/** From types to a group that holds exactly the application's volumes; what is there is found, what is missing is made. */
export const buildSteps = (given: Commanded): Step[] => [
  groupType(given),
  ...given.types.map((type) => volumeType(given, type)),
  group(given),
  addVolumes(given),
  verify(given),
];

function groupType({ facts, groupType: { name, id }, wantsSpec }: Commanded): Step {
  const word = shellWord(name);
  const seen = readFrom(facts.cloud, "group types and their specs");
  const there =
    id === undefined
      ? say(`There is no group type \`${name}\`.`, seen)
      : say(`\`${name}\` is there: \`${id}\`.`, seen);
  const set = [
    `openstack volume group type set --property '${SPEC}' ${word}`,
    `cinder group-type-show ${word} | grep -F "consistent_group_snapshot_enabled : ${CONSISTENT_SPEC} "`,
  ];
  const at = id ?? "$GROUP_TYPE";
  return {
    id: "group-type",
    title: `Group type ${name}`,
    about: [
      there,
      wantsSpec
        ? say(
            "The last command prints the spec as Cinder has it, and fails where it is not exactly that.",
            specRule,
          )
        : say(
            "No spec is set on it: this back end takes volumes one after another in any case, and the spec would only make the group look consistent.",
            specRule,
          ),
    ],
    shell: [
      shell(
        "admin",
        `cinder group-type-show ${word} || openstack volume group type create ${word}`,
        ...(wantsSpec ? set : []),
      ),
    ],
    http: [
      id === undefined
        ? http({
            who: "admin",
            method: "POST",
            path: "/group_types",
            body: { group_type: { name } },
            expect: 202,
            keep: { GROUP_TYPE: "group_type.id" },
          })
        : http({ who: "admin", method: "GET", path: `/group_types/${id}`, expect: 200 }),
      ...(wantsSpec
        ? [
            http({
              who: "admin",
              method: "POST",
              path: `/group_types/${at}/group_specs`,
              body: { group_specs: specs },
              expect: 202,
            }),
            http({
              who: "admin",
              method: "GET",
              path: `/group_types/${at}`,
              expect: 200,
              until: {
                path: "group_type.group_specs.consistent_group_snapshot_enabled",
                is: CONSISTENT_SPEC,
              },
            }),
          ]
        : []),
    ],
  };
}

const specRule: Source = cinder("cinder/volume/volume_utils.py:1043-1061");

/**
 * Cinder refuses to change extra specs of a type that has volumes ("Volume Type is currently in use"), so the spec is asked
 * for before it is set.
 */
function volumeType({ facts, wantsSpec }: Commanded, { name, id }: Commanded["types"][number]): Step {
  const word = shellWord(name);
  const seen = readFrom(facts.cloud, "volume types and their extra specs");
  const type = facts.cloud.volumeTypes.find((one) => one.name === name);
  const backend = type !== undefined && "value" in type.backendName ? type.backendName.value : null;
  const extra = {
    ...(backend === null ? {} : { volume_backend_name: backend }),
    ...(wantsSpec ? specs : {}),
  };
  const properties = backend === null ? "" : ` --property ${shellWord(`volume_backend_name=${backend}`)}`;
  const ask = `openstack volume type show ${word} -f value -c properties | grep -F "'${CONSISTENT_SPEC}'"`;
  return {
    id: "volume-type",
    title: `Volume type ${name}`,
    about: [
      id === undefined
        ? unknown(`The id of \`${name}\` could not be read.`, seen)
        : say(`\`${name}\` is there: \`${id}\`.`, seen),
      ...(wantsSpec
        ? [say(inUse(name, type?.spec), cinder("cinder/api/contrib/types_extra_specs.py, _allow_update"))]
        : [say("It asks for no consistent group snapshots: no back end that it leads to takes any.", seen)]),
    ],
    shell: [
      shell(
        "admin",
        `openstack volume type show ${word} -f value -c id || openstack volume type create${properties} ${word} -f value -c id`,
        ...(wantsSpec ? [`${ask} || openstack volume type set --property '${SPEC}' ${word}`, ask] : []),
      ),
    ],
    http: [
      id === undefined
        ? http({
            who: "admin",
            method: "POST",
            path: "/types",
            body: { volume_type: { name, extra_specs: extra } },
            expect: 200,
            keep: { VOLUME_TYPE: "volume_type.id" },
          })
        : http({ who: "admin", method: "GET", path: `/types/${id}`, expect: 200 }),
    ],
  };
}

const inUse = (
  name: string,
  spec: Commanded["facts"]["cloud"]["volumeTypes"][number]["spec"] | undefined,
): string =>
  spec !== undefined && "value" in spec && spec.value !== CONSISTENT_SPEC
    ? `Setting the spec on \`${name}\` is refused with 400 as long as it has volumes; then make another type with both properties for new volumes. Those that are there stay where they are, which is what counts for the cut.`
    : "Extra specs of a type that has volumes cannot be changed, so the spec is looked for before it is set.";

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
        `The first prints exactly the ${volumes.length} volumes of the manifest, the second one line: all on one \`host@backend\`. A volume too many would be cut without being frozen, one too few would be missing from every snapshot.`,
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
