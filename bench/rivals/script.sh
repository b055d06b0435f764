#!/usr/bin/env bash
# The script that people write: freeze over ssh, snapshot with the cinder client, thaw.
#   script.sh SSH-CONFIG HOST GROUP-ID NAME MOUNT...          OS_* in the environment
# It is written as well as such a script can be: one ssh session freezes all mounts (not one session each), the group is
# named by id (a name costs the client another request), and it thaws however it ends.
set -euo pipefail
config=$1 host=$2 group=$3 name=$4
shift 4

guest() { ssh -F "$config" "$host" "$@"; }
for mount; do freeze="${freeze:+$freeze && }fsfreeze -f $mount" thaw="fsfreeze -u $mount; ${thaw:-}"; done

trap 'guest "$thaw"' EXIT
guest "$freeze"
id=$(cinder group-snapshot-create --name "$name" "$group" | awk '$2 == "id" { print $4 }')
until [ "$(cinder group-snapshot-show "$id" | awk '$2 == "status" { print $4 }')" = available ]; do sleep 1; done
