#!/usr/bin/env bash
# Tests on real Cinder, sshd, ext4, PostgreSQL and MariaDB: npm run test:lab [-- --all] [vitest arguments]
# Brings the lab up by itself and leaves it running, unless CI=true.
#   --all   the long ones too, real guests in QEMU among them, and those that kill the bot for minutes
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n\033[1m%s\033[0m\n' "test:lab: $*"; }
if [ "$(id -u)" != 0 ]; then
  echo "test:lab: needs root: it installs Debian packages, mounts file systems and freezes them. Try: sudo npm run test:lab" >&2
  exit 2
fi
all=
arguments=()
for argument in "$@"; do
  if [ "$argument" = --all ]; then all=1; else arguments+=("$argument"); fi
done
finish() {
  local status=$?
  if [ "${CI:-}" = true ]; then say "bringing the lab down"; bash lab/down.sh --wipe || status=1; fi
  if [ "$status" = 0 ]; then say "passed"; else say "FAILED (status $status)"; fi
  exit "$status"
}
trap finish EXIT
say "bringing the lab up (bash lab/up.sh${all:+ --mariadb})"
bash lab/up.sh ${all:+--mariadb}
if [ -n "$all" ]; then
  say "bringing real guests up (bash lab/up.sh --guests)"
  env -u LAB_STATE -u LAB_PORT_OFFSET bash lab/up.sh --guests
  export LAB_TESTS=all
fi
say "vitest run --config vitest.lab.config.ts ${arguments[*]:-}"
node_modules/.bin/node node_modules/vitest/vitest.mjs run --config vitest.lab.config.ts "${arguments[@]}"
if [ -n "$all" ] && [ "${#arguments[@]}" = 0 ]; then
  say "vitest run --config vitest.torture.config.ts test/torture/all"
  node_modules/.bin/node node_modules/vitest/vitest.mjs run --config vitest.torture.config.ts test/torture/all
fi
