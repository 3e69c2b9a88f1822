#!/usr/bin/env bash
# Make sure that a Chromium is there for the browser tests; install Debian's if there is none.
set -euo pipefail
for name in "${HL_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
echo "Installing Chromium for the browser tests ..."
if command -v apt-get >/dev/null; then
  as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
else
  echo "No Chromium found. Install Chromium or Chrome, or set HL_CHROMIUM to its path." >&2
  exit 1
fi
