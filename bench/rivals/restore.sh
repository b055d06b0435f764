#!/usr/bin/env bash
# The script that people write: copies with the cinder client, a look each second until they are there, attach with the
# openstack client, which cinder's has no command for.
#   restore.sh volumes|group NAME SERVER-ID GROUP-SNAPSHOT-ID VOLUME-TYPE ROLE=SNAPSHOT-ID=GIB...      OS_* in the environment
# It is written as well as such a script can be: everything is named by id, and the creates run side by side. It proves
# nothing, and attaches one after another, which is what keeps the order.
set -euo pipefail
how=$1 name=$2 server=$3 group_snapshot=$4 type=$5
shift 5

value() { awk -v key="$1" '$2 == key { print $4 }'; }
until_status() { # KIND ID STATUS
  until [ "$(cinder "$1" "$2" | value status)" = "$3" ]; do sleep 1; done
}

declare -A id
if [ "$how" = volumes ]; then
  folder=$(mktemp -d)
  trap 'rm -r "$folder"' EXIT
  for member; do
    IFS== read -r role snapshot gib <<<"$member"
    cinder create --snapshot-id "$snapshot" --volume-type "$type" --name "$name/$role" "$gib" | value id >"$folder/$role" &
  done
  wait
  for member; do
    role=${member%%=*}
    id[$role]=$(<"$folder/$role")
    until_status show "${id[$role]}" available
  done
else
  cinder group-create-from-src --group-snapshot "$group_snapshot" --name "$name" >/dev/null
  group=$(cinder group-list | awk -v name="$name" '$6 == name { print $2 }')
  until_status group-show "$group" available
  # Cinder gives them no names: which is which is told by the snapshot that each was made of.
  for volume in $(cinder list --group_id "$group" | awk '$4 == "available" { print $2 }'); do
    snapshot=$(cinder show "$volume" | value snapshot_id)
    for member; do
      IFS== read -r role of _ <<<"$member"
      if [ "$of" = "$snapshot" ]; then
        cinder rename "$volume" "$name/$role"
        id[$role]=$volume
      fi
    done
  done
fi

for member; do openstack server add volume "$server" "${id[${member%%=*}]}" >/dev/null; done
for member; do until_status show "${id[${member%%=*}]}" in-use; done
