#!/usr/bin/env bash
# See to it that there are browsers for the tests:  tools/browser.sh .venv/bin
# What is installed is taken; else Playwright's own Chromium is fetched; else, where this runs as root, the system's
# package. It never asks for another account's rights: where nothing of this works, it says the command.
# Only Chromium is indispensable: without a Firefox or a WebKit, their few tests are skipped and say so.
set -euo pipefail
bin=$1

found() {
  local name
  for name in "$@"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

# Playwright's Chromium is there, and the system has the libraries that it wants.
playwrights() {
  local path
  path=$("$bin/python" -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)' 2>/dev/null) || return 1
  [ -x "$path" ] && "$path" --version >/dev/null 2>&1
}

fetched() {
  echo "Fetching Chromium for the browser tests ..."
  "$bin/python" -m playwright install chromium >/dev/null 2>&1 && playwrights
}

installed() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 1; fi
  echo "Installing $1 for the browser tests ..."
  apt-get update -qq && env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}

# The shell of Debian's Chromium draws pages and has no windows: a visit takes two seconds of a core less. Another
# version than the Chromium's could draw in another way, and is not taken.
shell_of_its_version() {
  local version
  version=$(dpkg-query --show --showformat '${Version}' chromium-common 2>/dev/null) || return 1
  installed "chromium-headless-shell=$version" 2>/dev/null
}

chromium=("${HL_CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable)
if ! { found "${chromium[@]}" || playwrights || fetched || installed chromium; }; then
  echo "The browser tests need a Chromium, and none could be had: run 'sudo $bin/python -m playwright install --with-deps chromium', or set HL_CHROMIUM to the path of one." >&2
  exit 1
fi
found "${HL_CHROMIUM:-}" chromium-headless-shell || shell_of_its_version || true
if ! { found "${HL_FIREFOX:-}" firefox firefox-esr || installed firefox-esr; }; then
  echo "No Firefox found, so its tests are skipped; on Debian, 'sudo apt-get install firefox-esr' gets one." >&2
fi
if ! { found "${HL_WEBKIT_DRIVER:-}" WebKitWebDriver || installed webkit2gtk-driver; } || ! { found Xvfb || installed xvfb; }; then
  echo "No WebKit found, so its tests are skipped; on Debian, 'sudo apt-get install webkit2gtk-driver xvfb' gets one." >&2
fi
