#!/usr/bin/env bash
# Make sure that Chromium and Firefox are there for the browser tests; install Debian's where they are missing.
# Only Chromium is indispensable: without a Firefox, its few tests are skipped and say so.
set -euo pipefail

found() {
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

missing=()
found "${HL_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable || missing+=(chromium)
found "${HL_FIREFOX:-}" firefox firefox-esr || missing+=(firefox-esr)
if [ ${#missing[@]} = 0 ]; then exit 0; fi

if command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} for the browser tests ..."
  as_root=; [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
elif [ "${missing[0]}" = chromium ]; then
  echo "No Chromium found. Install Chromium or Chrome, or set HL_CHROMIUM to its path." >&2
  exit 1
fi
