#!/usr/bin/env bash
# Bring an application up in a guest, as root; may run at any time again:
#   application.sh postgresql|mariadb|files ROLE:VOLUME-ID:MOUNT...
# Volumes are found by their serial. With postgresql, role data holds the cluster and role wal its WAL; with mariadb (mariadb.sh), data
# is the data directory, and roles redo and binlog are its logs'.
set -euo pipefail
here=$(dirname "$0") kind=$1; shift
declare -A mount_of
for spec in "$@"; do
  IFS=: read -r role id mount <<<"$spec"
  mount_of[$role]=$mount
  mountpoint -q "$mount" && continue
  disk=/dev/disk/by-id/virtio-${id:0:20}
  for _ in $(seq 150); do [ -e "$disk" ] && break; sleep 0.2; done
  [ -e "$disk" ] || { echo "$(hostname): no disk $disk" >&2; exit 1; }
  [ -n "$(blkid -p -o value -s TYPE "$disk" || :)" ] || mkfs.ext4 -q "$disk"
  mkdir -p "$mount"
  mount -o noatime "$disk" "$mount"
done
config=${mount_of[config]:-}
[ -z "$config" ] || [ -e "$config/application.conf" ] || echo "workers = 4" >"$config/application.conf"

version=15
ctl() { pg_ctlcluster --skip-systemctl-redirect "$version" main "$@"; }
sql() { runuser -u postgres -- psql -qAtX -v ON_ERROR_STOP=1 "$@"; }
if [ "$kind" = postgresql ]; then
  data=${mount_of[data]}/main wal=${mount_of[wal]}/main
  if [ ! -e "/etc/postgresql/$version/main/postgresql.conf" ]; then
    install -d -o postgres -g postgres -m 700 "$wal"
    chown postgres: "${mount_of[data]}"
    pg_createcluster "$version" main --datadir="$data" --port=5432 --socketdir=/run/postgresql --start-conf=manual \
      --locale=C.UTF-8 --encoding=UTF8 -- --waldir="$wal" --data-checksums >/dev/null
  fi
  # No TCP: several guests share this machine's loopback.
  printf '%s\n' "listen_addresses = ''" 'shared_buffers = 16MB' 'max_connections = 30' 'max_wal_size = 128MB' \
    'min_wal_size = 32MB' >"/etc/postgresql/$version/main/conf.d/lab.conf"
  ctl status >/dev/null || ctl start
  if [ -z "$(sql -c "select 1 from pg_database where datname = 'orders'")" ]; then sql -c 'create database orders'; fi
  sql -d orders <<'SQL'
set client_min_messages = warning;
create table if not exists orders (
  id bigserial primary key, placed_at timestamptz not null default clock_timestamp(),
  customer text not null, cents integer not null check (cents > 0));
SQL
fi
[ "$kind" != mariadb ] || bash "$here/mariadb.sh" "${mount_of[data]}" "${mount_of[redo]}" "${mount_of[binlog]}"
if ! kill -0 "$(cat /run/lab-writer.pid 2>/dev/null)" 2>/dev/null; then
  case $kind in
    postgresql)
      install -o postgres -m 644 /dev/null /run/orders-acknowledged
      writer=(runuser -u postgres -- bash "$here/writer.sh" orders) ;;
    mariadb) writer=(bash "$here/writer.sh" pages) ;;
    files) writer=(bash "$here/writer.sh" files "${mount_of[uploads]}") ;;
  esac
  setsid "${writer[@]}" </dev/null >>/var/log/lab-writer.log 2>&1 &
  echo $! >/run/lab-writer.pid
fi
