#!/usr/bin/env bash
# Start this guest's sshd on 127.0.0.1:PORT, with host keys of its own: sshd.sh PORT
set -euo pipefail
kill -0 "$(cat /run/sshd.pid 2>/dev/null)" 2>/dev/null && exit
[ -e /etc/ssh/lab_host_key ] || ssh-keygen -q -t ed25519 -N '' -C "$(hostname)" -f /etc/ssh/lab_host_key
cat >/etc/ssh/lab_sshd_config <<CONFIG
ListenAddress 127.0.0.1
Port $1
HostKey /etc/ssh/lab_host_key
PidFile /run/sshd.pid
UsePAM yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UseDNS no
PrintMotd no
CONFIG
mkdir -p /run/sshd
exec /usr/sbin/sshd -f /etc/ssh/lab_sshd_config -E /var/log/sshd.log
