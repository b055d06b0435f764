#!/usr/bin/env bash
# The same script with the openstack client. Version 6.0.0 answers every `volume group snapshot show` with
# "'GroupManager' object has no attribute 'show'", so that the loop never ends and the database stays frozen.
#   openstack.sh SSH-CONFIG HOST GROUP-ID NAME MOUNT...       OS_* in the environment
set -euo pipefail
config=$1 host=$2 group=$3 name=$4
shift 4

guest() { ssh -F "$config" "$host" "$@"; }
for mount; do freeze="${freeze:+$freeze && }fsfreeze -f $mount" thaw="fsfreeze -u $mount; ${thaw:-}"; done

guest "$freeze"
id=$(openstack volume group snapshot create --name "$name" -f value -c ID "$group")
until [ "$(openstack volume group snapshot show -f value -c Status "$id")" = available ]; do sleep 1; done
guest "$thaw"
