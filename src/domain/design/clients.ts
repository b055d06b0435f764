import { list, type Part, paragraph } from "./document.ts";
import { published } from "./source.ts";
import { say } from "./statement.ts";
import { type Step, shell } from "./step.ts";

/** The clients whose commands a design prints; each of its commands was run with these. */
const CLIENTS = "python-openstackclient 6.0.0 and python-cinderclient 9.1.0";
/** Everything used here is there since Pike; a newer number changes answers that these commands read. */
export const MICROVERSION = "3.38";

/** Which clients, what of them does not work, and what is used instead. */
export const clientParts = (
  as: { readonly project: string; readonly reader: string },
  url: string,
): Part[] => [
  paragraph(
    say(
      `Commands are for ${CLIENTS}. A block's first line says in whose terminal it belongs: \`project\` has the project's credential (here \`${as.project}\`), \`admin\` an administrator's, \`operator\` is where Freezeframe is, \`guest NAME\` a root shell in that server. Blocks of one terminal follow one another in one shell.`,
      published(
        "Freezeframe test/lab/all/design-commands.test.ts, which runs every block of such a document",
      ),
    ),
  ),
  paragraph(say("Left out because they do not work, or are not there, in these releases:", BROKEN_SOURCE)),
  list(BROKEN.map(({ instead, command, why }) => say(`\`${command}\`: ${why}; ${instead}`, BROKEN_SOURCE))),
  paragraph(
    say(
      `As plain REST: \`$VOLUME\` is the URL of block storage in the catalog as that terminal's credential sees it (for the project \`${url}\`), \`$COMPUTE\` that of compute. Each request carries \`X-Auth-Token\`, \`OpenStack-API-Version: volume ${MICROVERSION}\` (\`compute 2.60\`) and \`Content-Type: application/json\`. Without the version groups answer 404.`,
      published("docs.openstack.org/api-ref/block-storage/v3"),
    ),
  ),
];

const BROKEN_SOURCE = published(
  "python-openstackclient 6.0.0 openstackclient/volume/v3/volume_group.py:437, volume_group_snapshot.py:232, volume_group_type.py; python-cinderclient 9.1.0 cinderclient/v3/groups.py",
);

/** What people try first. The usual wait for `available` with the second one never ends, with the database frozen. */
const BROKEN = [
  {
    command: "openstack volume group type show",
    why: "fails each time (`'Namespace' object has no attribute 'group'`)",
    instead: "`cinder group-type-show` instead",
  },
  {
    command: "openstack volume group show",
    why: "fails each time (`'GroupManager' object has no attribute 'show'`)",
    instead: "`cinder group-show` instead",
  },
  {
    command: "openstack volume group snapshot show",
    why: "fails in the same way, so that a loop that waits for `available` never ends",
    instead: "`cinder group-snapshot-show` instead",
  },
  {
    command: "openstack volume group set",
    why: "has no way to add or remove volumes",
    instead: "`cinder group-update` instead",
  },
  {
    command: "openstack volume group create --source-group, --group-snapshot",
    why: "are not there",
    instead: "`cinder group-create-from-src` instead",
  },
  {
    command: "openstack volume group snapshot list --group, openstack volume snapshot list by group snapshot",
    why: "are not there, and Cinder refuses `group_snapshot_id` as a filter to projects",
    instead: "members are found by the name that they share with their group snapshot",
  },
] as const;

/** What the other blocks take for granted. */
export const setupStep: Step = {
  id: "setup",
  title: "Once in each terminal",
  about: [
    say(
      "`await` gives up after three minutes, and at once on a status in error: a wait of Cinder's may never end.",
      published("Freezeframe docs/runbook.md, A group snapshot stays in creating"),
    ),
  ],
  shell: [
    shell("admin", `export OS_VOLUME_API_VERSION=${MICROVERSION}`),
    shell(
      "project",
      `export OS_VOLUME_API_VERSION=${MICROVERSION}`,
      `field() { awk -v key="$1" '$2 == key { print $4 }'; }`,
      'group_status() { cinder group-show "$1" | field status; }',
      'set_status() { cinder group-snapshot-show "$1" | field status; }',
      'volume_status() { openstack volume show "$1" -f value -c status; }',
      "await() {",
      "  wanted=$1; shift",
      '  for _ in $(seq 90); do is=$("$@"); case $is in "$wanted") return 0 ;; *error*) break ;; esac; sleep 2; done',
      '  echo "$is instead of $wanted: $*" >&2; return 1',
      "}",
      'gone() { for _ in $(seq 90); do "$@" >/dev/null 2>&1 || return 0; sleep 2; done; echo "still there: $*" >&2; return 1; }',
    ),
  ],
  http: [],
};
