# Sourced by up.sh: applications in the cloud, guests that run them, and a Freezeframe set up for both.
FF=$STATE/freezeframe
PUBLISHED=$STATE/applications.json
mkdir -p "$FF/manifests"
[ -e "$FF/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C freezeframe-lab -f "$FF/id_ed25519"
[ -e "$FF/signing-key" ] || (umask 077; od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$FF/signing-key")
/usr/bin/python3 "$LAB/tools/seed.py" "$STATE/etc/clouds.yaml" "$KIND" >"$PUBLISHED.new"
mv "$PUBLISHED.new" "$PUBLISHED"
say "groups, volumes and servers ready"

# One line a server: NAME ID KIND PORT ROLE:VOLUME-ID:MOUNT...
servers() {
  /usr/bin/python3 - "$PUBLISHED" "$SSH_PORT" <<'PY'
import json, sys
port = int(sys.argv[2])
for application in json.load(open(sys.argv[1])):
    for s in application['servers']:
        print(s['server'], s['id'], s['kind'], port, *('%(role)s:%(id)s:%(mount)s' % v for v in s['volumes']))
        port += 1
PY
}
host_guest() {   # host_guest NAME ID KIND PORT VOLUME...
  local name=$1 kind=$3 port=$4 g="$LAB/tools/hostguest"; shift 4
  "$g" boot "$name"
  "$g" push "$name" "$LAB/guest" /opt/lab
  "$g" push "$name" "$LAB/../deploy/guest-kit" /opt/guest-kit
  if [ -e "$LAB/../deploy/guest-kit/install.sh" ]; then
  "$g" exec "$name" bash /opt/guest-kit/install.sh --key "$(cat "$FF/id_ed25519.pub")"
  fi
  "$g" exec "$name" bash /opt/lab/sshd.sh "$port"
  "$g" exec "$name" bash /opt/lab/application.sh "$kind" "$@"
  printf '[%s]:%s %s\n' "$IP" "$port" "$("$g" exec "$name" cut -d' ' -f1,2 /etc/ssh/lab_host_key.pub)" >"$STATE/run/$name.known_host"
}
jobs=
while read -r -a server; do
  if [ -n "$WITH_GUESTS" ]; then qemu_guest "${server[@]}"; else host_guest "${server[@]}"; fi \
    >"$STATE/log/guest-${server[0]}-setup.log" 2>&1 </dev/null &
  jobs="$jobs $!:${server[0]}"
done < <(servers)
for job in $jobs; do
  wait "${job%%:*}" || { echo "lab: guest ${job#*:} was not set up:" >&2; tail -20 "$STATE/log/guest-${job#*:}-setup.log" >&2; exit 1; }
done
cat "$STATE"/run/*.known_host >"$FF/known_hosts"
say "guests ready: file systems mounted, databases and writers running"

/usr/bin/python3 "$LAB/tools/write_config.py" "$STATE" "$SSH_PORT" <"$PUBLISHED"
