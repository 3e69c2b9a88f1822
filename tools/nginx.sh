#!/usr/bin/env bash
# Make sure that an nginx is there for the tests of hosting/; install Debian's if there is none.
set -euo pipefail
if PATH="$PATH:/usr/sbin" command -v nginx >/dev/null; then exit 0; fi
if command -v apt-get >/dev/null; then
  echo "Installing nginx for the tests of hosting/ ..."
  as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx-light >/dev/null
else
  echo "No nginx found; the tests that need one are skipped." >&2
fi
