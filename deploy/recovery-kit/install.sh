#!/bin/bash
#
# Installs the Freezeframe recovery kit on a recovery server: the program, one sudoers file, the bot's key, and the mark
# that says that this server is for recovery. Run as root there. Safe to repeat.
#
#   install.sh [--user NAME] [--authorized-key FILE] [--name NAME]
#   install.sh --uninstall [--user NAME] [--name NAME]
#
#   --user            the bot's login, made if it is missing (default: freezeframe-recover)
#   --authorized-key  file with the bot's public key for recovery; its only use will be to start a recovery
#   --name            a second kit beside the first: freezeframe-recover-NAME, /etc/freezeframe-NAME,
#                     /run/freezeframe-recover-NAME
set -euo pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

user=freezeframe-recover key= name= uninstall=

main() {
  while (($#)); do
    case $1 in
      --user) user=${2:?--user wants a name}; shift ;;
      --authorized-key) key=${2:?--authorized-key wants a file}; shift ;;
      --name) name=${2:?--name wants a name}; shift ;;
      --uninstall) uninstall=1 ;;
      *) sed -n '3,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
  done
  [[ $EUID == 0 ]] || die "run me as root"
  [[ $user =~ ^[a-z_][a-z0-9_-]{0,31}$ ]] || die "--user: lower-case letters, digits, - and _"
  [[ $name =~ ^[a-z0-9]*$ ]] || die "--name: lower-case letters and digits"
  suffix=${name:+-$name}
  program=/usr/local/sbin/freezeframe-recover$suffix
  sudoers=/etc/sudoers.d/freezeframe-recover$suffix
  etc=/etc/freezeframe$suffix
  if [[ $uninstall ]]; then uninstall; else install_kit; fi
}

die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
did() { printf '  %s\n' "$*"; }

# needs WHAT HAVE WANT: versions as `sort -V` orders them.
needs() {
  [[ $(printf '%s\n%s\n' "$3" "$2" | sort -V | head -n 1) == "$3" ]] || die "$1 $3 or newer is needed; this server has $2"
}

check() {
  local tool
  [[ $(uname -s) == Linux ]] || die "Linux only"
  # A server whose writes are held for snapshots holds production data: nothing restored belongs beside it.
  [[ ! -e /usr/local/sbin/freezeframe-hold$suffix ]] ||
    die "the guest kit is installed here (freezeframe-hold$suffix): a server that is protected is no recovery server"
  needs bash "${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}" 4.2
  for tool in unshare setpriv setsid flock blkid mount umount pivot_root sudo; do
    command -v "$tool" >/dev/null || die "$tool is missing (packages: util-linux, mount, sudo)"
  done
  for tool in timeout stat readlink mkfifo nproc; do command -v "$tool" >/dev/null || die "$tool is missing (package: coreutils)"; done
  for tool in e2fsck dumpe2fs; do command -v "$tool" >/dev/null || die "$tool is missing (package: e2fsprogs)"; done
  for tool in xfs_repair xfs_logprint; do
    command -v "$tool" >/dev/null || { printf 'note: %s is missing (package xfsprogs): XFS volumes will be refused\n' "$tool"; break; }
  done
  needs util-linux "$(unshare --version | sed -n 's/.*util-linux \([0-9.]*\).*/\1/p')" 2.33
  needs "the kernel" "$(uname -r | sed 's/[^0-9.].*//')" 4.18
  { modprobe overlay; } 2>/dev/null || true
  grep -qw overlay /proc/filesystems || die "the kernel knows no overlay file system (module overlay)"
  compgen -G '/usr/lib/postgresql*/*/bin/postgres' >/dev/null || compgen -G '/usr/pgsql-*/bin/postgres' >/dev/null || command -v postgres >/dev/null ||
    command -v mariadbd >/dev/null || command -v mysqld >/dev/null ||
    printf 'note: no server programs of PostgreSQL or MariaDB are installed: databases cannot be started\n'
}

install_kit() {
  local from home auth line
  check
  from=$(dirname -- "$(readlink -f -- "$0")")
  install -o root -g root -m 0755 -- "$from/freezeframe-recover" "$program.new"
  mv -- "$program.new" "$program"
  did "$program ($("$program" version))"
  install -d -o root -g root -m 0755 "$etc" "$etc/recover-hooks.d" "$etc/recover-postgresql.d" "$etc/recover-mariadb.d"
  did "$etc/recover-hooks.d, $etc/recover-postgresql.d and $etc/recover-mariadb.d for your own files (root's, not writable by others)"
  if [[ ! -e $etc/recovery-server ]]; then
    printf 'This is a recovery server of Freezeframe: restored volumes are attached to it and their databases started.\nMade by install.sh, %s. Remove this file and nothing is recovered here any more.\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$etc/.recovery-server"
    install -o root -g root -m 0644 -- "$etc/.recovery-server" "$etc/recovery-server"
    rm -f -- "$etc/.recovery-server"
  fi
  did "$etc/recovery-server: marks this server"
  if ! getent passwd "$user" >/dev/null; then
    useradd --system --create-home --home-dir "/var/lib/$user" --shell /bin/sh --password '*' --comment 'Freezeframe bot, recovery' "$user"
    did "login $user (no password)"
  fi
  sed -e "s|/usr/local/sbin/freezeframe-recover|$program|; s|^freezeframe-recover |$user |" -- "$from/freezeframe-recover.sudoers" >"$etc/.sudoers"
  visudo -cqf "$etc/.sudoers" || die "visudo refuses the sudoers file"
  install -o root -g root -m 0440 -- "$etc/.sudoers" "$sudoers"
  rm -f -- "$etc/.sudoers"
  grep -qE '^[#@]includedir /etc/sudoers.d' /etc/sudoers || printf 'note: /etc/sudoers does not include /etc/sudoers.d: add it\n'
  did "$sudoers: $user may run '$program serve' as root, nothing else"
  [[ -n $key ]] || { printf 'No --authorized-key given: the bot cannot log in yet.\n'; return; }
  read -r line <"$key" || [[ -n ${line-} ]] || die "$key is empty"
  [[ $line =~ ^(ssh-|ecdsa-|sk-)[^\ ]*\ [A-Za-z0-9+/=]+(\ .*)?$ ]] || die "$key is no OpenSSH public key"
  home=$(getent passwd "$user" | cut -d: -f6)
  auth=$home/.ssh/authorized_keys
  install -d -o "$user" -g "$(id -gn "$user")" -m 0700 "$home/.ssh"
  line="restrict,command=\"sudo -n $program serve\" $line"
  touch "$auth"
  # One line per key: a key that is there already gets the line anew.
  { grep -vF -- "$(cut -d' ' -f2 <"$key")" "$auth" || true; printf '%s\n' "$line"; } >"$auth.new"
  chown "$user:" "$auth.new"
  chmod 0600 "$auth.new"
  mv -- "$auth.new" "$auth"
  did "$auth: the key may start a recovery, nothing else"
}

uninstall() {
  if [[ -x $program ]]; then "$program" stop || die "a recovery does not end: not removed"; fi
  rm -f -- "$program" "$sudoers" "$etc/recovery-server"
  did "removed $program, $sudoers and $etc/recovery-server"
  local auth
  auth=$(getent passwd "$user" | cut -d: -f6)/.ssh/authorized_keys
  if [[ -f $auth ]]; then sed -i "\|command=\"sudo -n $program serve\"|d" -- "$auth"; did "removed the bot's key from $auth"; fi
  rm -rf -- "/run/freezeframe-recover$suffix"
  printf 'Left for you: %s and the login %s.\n' "$etc" "$user"
}

main "$@"; exit
