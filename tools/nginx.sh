#!/usr/bin/env bash
# See to it that there is an nginx for the tests of hosting/: the system's package, where this runs as root. It never
# asks for another account's rights.
set -euo pipefail
if PATH="$PATH:/usr/sbin" command -v nginx >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing nginx for the tests of hosting/ ..."
  apt-get update -qq && env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light >/dev/null
else
  echo "No nginx found, so the tests that need one are skipped; on Debian, 'sudo apt-get install nginx-light' gets one." >&2
fi
