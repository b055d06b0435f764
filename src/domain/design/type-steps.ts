import { CONSISTENT_SPEC } from "../label.ts";
import type { Commanded } from "./commanded.ts";
import { readFrom } from "./design-table.ts";
import { shellWord } from "./shell-word.ts";
import { cinder, type Source } from "./source.ts";
import { say, unknown } from "./statement.ts";
import { http, type Step, shell } from "./step.ts";

const SPEC = `consistent_group_snapshot_enabled=${CONSISTENT_SPEC}`;
const specs = { consistent_group_snapshot_enabled: CONSISTENT_SPEC };

/** Group type and volume types, with the specs on both that make a group consistent. What is there is found. */
export const typeSteps = (given: Commanded): Step[] => [
  groupType(given),
  ...given.types.map((type) => volumeType(given, type)),
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
