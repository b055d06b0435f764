#!/usr/bin/env bash
# Process 1 of a host guest, in its own mount, UTS, IPC and PID namespaces: boot.sh NAME DIRECTORY PIDFILE
# The guest sees this machine's root under an overlay, so that whatever it writes to /etc, /usr or /home is its own;
# /run and /tmp are its own and empty; /dev (disks and their links) and the network are the machine's.
set -euo pipefail
name=$1 dir=$2 pidfile=$3
read -r pid _ </proc/self/stat   # as the host numbers it: /proc is still the host's
exec 9>"$pidfile"
mount --make-rprivate /
mount -t overlay "guest-$name" -o "lowerdir=/,upperdir=$dir/upper,workdir=$dir/work" "$dir/root"
cd "$dir/root"
mount --rbind /dev dev
mount -t tmpfs -o mode=1777 shm dev/shm
mount --rbind /sys sys
mount -t proc proc proc
mount -t tmpfs -o mode=755,size=256m run run
mount -t tmpfs -o mode=1777,size=256m tmp tmp
mkdir -p run/old run/lock run/sshd
pivot_root . run/old
cd /
umount --lazy /run/old
rmdir /run/old
hostname "$name"
echo "$name" >/etc/hostname
printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$name" >/etc/hosts
if [ ! -e /etc/lab-guest ]; then
  rm -rf /etc/postgresql/* /etc/freezeframe   # the machine's own are not the guest's
  touch /etc/lab-guest
fi
install -d -o postgres -g postgres -m 2775 /run/postgresql
echo "$pid" >&9
exec 9>&- </dev/null
trap : TERM
# bash reaps every orphan while it waits.
while :; do sleep 86400 & wait $! || :; done
