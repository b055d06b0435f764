# Sourced by up.sh: applications in the cloud, guests that run them, and a Freezeframe set up for both.
FF=$STATE/freezeframe
PUBLISHED=$STATE/applications.json
RECOVERY=$STATE/recovery.json
mkdir -p "$FF/manifests"
[ -e "$FF/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C freezeframe-lab -f "$FF/id_ed25519"
[ -e "$FF/recovery_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C freezeframe-lab-recovery -f "$FF/recovery_ed25519"
[ -e "$FF/signing-key" ] || (umask 077; od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$FF/signing-key")

seed() {
  /usr/bin/python3 "$LAB/tools/seed.py" "$STATE/etc/clouds.yaml" "$KIND" "$STATE" $MORE
}

servers() {   # a line for each: NAME ID KIND PORT ROLE:VOLUME-ID:MOUNT...
  /usr/bin/python3 - "$PUBLISHED" "$RECOVERY" "$SSH_PORT" <<'PY'
import json, sys
applications, recovery = (json.load(open(name)) for name in sys.argv[1:3])
first = int(sys.argv[3])
for s in [s for application in applications for s in application['servers']] + recovery:
    print(s['server'], s['id'], s['kind'], first + s['place'], *('%(role)s:%(id)s:%(mount)s' % v for v in s['volumes']))
PY
}

host_guest() {   # host_guest NAME ID KIND PORT VOLUME...
  [ "$3" = recovery ] && { recovery_guest "$1" "$4"; return; }
  local name=$1 kind=$3 port=$4 guest="$LAB/tools/hostguest"; shift 4
  "$guest" boot "$name" &&
  "$guest" push "$name" "$LAB/guest" /opt/lab &&
  "$guest" push "$name" "$LAB/../deploy/guest-kit" /opt/guest-kit &&
  "$guest" exec "$name" sh -c 'cat >/opt/freezeframe.pub' <"$FF/id_ed25519.pub" &&
  "$guest" exec "$name" bash /opt/guest-kit/install.sh --authorized-key /opt/freezeframe.pub &&
  "$guest" exec "$name" bash /opt/lab/sshd.sh "$port" &&
  "$guest" exec "$name" bash /opt/lab/application.sh "$kind" "$@" &&
  host_key "$port" "$("$guest" exec "$name" cat /etc/ssh/lab_host_key.pub)" >"$STATE/run/$name.known_host"
}

recovery_guest() {   # recovery_guest NAME PORT: no application, no guest kit; its disks come and go
  local name=$1 port=$2 guest="$LAB/tools/hostguest"
  "$guest" boot "$name" &&
  "$guest" push "$name" "$LAB/guest" /opt/lab &&
  "$guest" push "$name" "$LAB/../deploy/recovery-kit" /opt/recovery-kit &&
  "$guest" exec "$name" sh -c 'cat >/opt/freezeframe.pub' <"$FF/recovery_ed25519.pub" &&
  "$guest" exec "$name" bash /opt/recovery-kit/install.sh --authorized-key /opt/freezeframe.pub &&
  "$guest" exec "$name" bash /opt/lab/sshd.sh "$port" &&
  host_key "$port" "$("$guest" exec "$name" cat /etc/ssh/lab_host_key.pub)" >"$STATE/run/$name.recovery_host"
}

host_key() {   # host_key PORT TYPE KEY COMMENT
  set -- "$1" $2
  printf '[%s]:%s %s %s\n' "$IP" "$1" "$2" "$3"
}

guest_jobs=
begin_guests() {   # all guests that have not begun, at the same time, in the background
  local server
  while read -r -a server; do
    [[ "$guest_jobs " != *":${server[0]} "* ]] || continue
    if [ -n "$WITH_GUESTS" ]; then qemu_guest "${server[@]}"; else host_guest "${server[@]}"; fi \
      >"$STATE/log/setup-${server[0]}.log" 2>&1 </dev/null &
    guest_jobs="$guest_jobs $!:${server[0]}"
  done < <(servers)
}

finish_guests() {
  local job
  for job in $guest_jobs; do
    wait "${job%%:*}" && continue
    echo "lab: guest ${job#*:} was not set up; the end of $STATE/log/setup-${job#*:}.log:" >&2
    tail -20 "$STATE/log/setup-${job#*:}.log" >&2
    exit 1
  done
  cat "$STATE"/run/*.known_host >"$FF/known_hosts"
  cat "$STATE"/run/*.recovery_host >"$FF/recovery_known_hosts" 2>/dev/null || :
}
