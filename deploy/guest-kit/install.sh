#!/bin/bash
#
# Installs the Freezeframe guest kit: the holder, one sudoers file, the bot's key. Run as root in the guest. Safe to repeat.
#
#   install.sh [--user NAME] [--authorized-key FILE] [--name NAME]
#   install.sh --uninstall [--user NAME] [--name NAME]
#
#   --user            the bot's login, made if it is missing (default: freezeframe)
#   --authorized-key  file with the bot's public key; its only use will be to start the holder
#   --name            a second kit beside the first, for another guest on the same host: freezeframe-hold-NAME,
#                     /etc/freezeframe-NAME, /run/freezeframe-NAME
set -euo pipefail
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

user=freezeframe key= name= uninstall=

main() {
  while (($#)); do
    case $1 in
      --user) user=${2:?--user wants a name}; shift ;;
      --authorized-key) key=${2:?--authorized-key wants a file}; shift ;;
      --name) name=${2:?--name wants a name}; shift ;;
      --uninstall) uninstall=1 ;;
      *) sed -n '3,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
    shift
  done
  [[ $EUID == 0 ]] || die "run me as root"
  [[ $user =~ ^[a-z_][a-z0-9_-]{0,31}$ ]] || die "--user: lower-case letters, digits, - and _"
  [[ $name =~ ^[a-z0-9]*$ ]] || die "--name: lower-case letters and digits"
  suffix=${name:+-$name}
  holder=/usr/local/sbin/freezeframe-hold$suffix
  sudoers=/etc/sudoers.d/freezeframe$suffix
  etc=/etc/freezeframe$suffix
  if [[ $uninstall ]]; then uninstall; else install_kit; fi
}

die() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
did() { printf '  %s\n' "$*"; }

# needs WHAT HAVE WANT: versions as `sort -V` orders them.
needs() {
  [[ $(printf '%s\n%s\n' "$3" "$2" | sort -V | head -n 1) == "$3" ]] || die "$1 $3 or newer is needed; this guest has $2"
}

check() {
  local tool
  [[ $(uname -s) == Linux ]] || die "Linux only"
  needs bash "${BASH_VERSINFO[0]}.${BASH_VERSINFO[1]}" 4.2
  for tool in fsfreeze setsid flock runuser blkid sudo; do
    command -v "$tool" >/dev/null || die "$tool is missing (packages: util-linux, sudo)"
  done
  for tool in timeout stat readlink mkfifo sync; do command -v "$tool" >/dev/null || die "$tool is missing (package: coreutils)"; done
  needs util-linux "$(fsfreeze --version | sed -n 's/.*util-linux \([0-9.]*\).*/\1/p')" 2.23
  needs coreutils "$(timeout --version | sed -n '1s/.* \([0-9.]*\)$/\1/p')" 8.22
  needs "the kernel" "$(uname -r | sed 's/[^0-9.].*//')" 3.15
  if [[ $(printf '5.17\n%s\n' "$(uname -r)" | sort -V | head -n 1) != 5.17 ]]; then
    printf 'note: on kernels before 5.17 a disk that is lost while frozen may need a reboot\n'
  fi
}

install_kit() {
  local from home auth line
  check
  from=$(dirname -- "$(readlink -f -- "$0")")
  install -o root -g root -m 0755 -- "$from/freezeframe-hold" "$holder.new"
  mv -- "$holder.new" "$holder"
  did "$holder ($("$holder" version))"
  install -d -o root -g root -m 0755 "$etc" "$etc/hooks.d" "$etc/postgresql" "$etc/mariadb"
  did "$etc/hooks.d, $etc/postgresql and $etc/mariadb for your own files (root's, not writable by others)"
  if ! getent passwd "$user" >/dev/null; then
    useradd --system --create-home --home-dir "/var/lib/$user" --shell /bin/sh --password '*' --comment 'Freezeframe bot' "$user"
    did "login $user (no password)"
  fi
  sed -e "s|/usr/local/sbin/freezeframe-hold|$holder|; s|^freezeframe |$user |" -- "$from/freezeframe.sudoers" >"$etc/.sudoers"
  visudo -cqf "$etc/.sudoers" || die "visudo refuses the sudoers file"
  install -o root -g root -m 0440 -- "$etc/.sudoers" "$sudoers"
  rm -f -- "$etc/.sudoers"
  grep -qE '^[#@]includedir /etc/sudoers.d' /etc/sudoers || printf 'note: /etc/sudoers does not include /etc/sudoers.d: add it\n'
  did "$sudoers: $user may run '$holder serve' as root, nothing else"
  [[ -n $key ]] || { printf 'No --authorized-key given: the bot cannot log in yet.\n'; return; }
  read -r line <"$key" || [[ -n ${line-} ]] || die "$key is empty"
  [[ $line =~ ^(ssh-|ecdsa-|sk-)[^\ ]*\ [A-Za-z0-9+/=]+(\ .*)?$ ]] || die "$key is no OpenSSH public key"
  home=$(getent passwd "$user" | cut -d: -f6)
  auth=$home/.ssh/authorized_keys
  install -d -o "$user" -g "$(id -gn "$user")" -m 0700 "$home/.ssh"
  line="restrict,command=\"sudo -n $holder serve\" $line"
  touch "$auth"
  # One line per key: a key that is there already gets the line anew.
  { grep -vF -- "$(cut -d' ' -f2 <"$key")" "$auth" || true; printf '%s\n' "$line"; } >"$auth.new"
  chown "$user:" "$auth.new"
  chmod 0600 "$auth.new"
  mv -- "$auth.new" "$auth"
  did "$auth: the key may start the holder, nothing else"
}

uninstall() {
  if [[ -x $holder ]]; then "$holder" thaw || die "something is still frozen: not removed"; fi
  rm -f -- "$holder" "$sudoers"
  did "removed $holder and $sudoers"
  local auth
  auth=$(getent passwd "$user" | cut -d: -f6)/.ssh/authorized_keys
  if [[ -f $auth ]]; then sed -i "\|command=\"sudo -n $holder serve\"|d" -- "$auth"; did "removed the bot's key from $auth"; fi
  rm -rf -- "/run/freezeframe$suffix"
  printf 'Left for you: %s and the login %s.\n' "$etc" "$user"
}

main "$@"; exit
