#!/usr/bin/env bash
# In readers' browsers cells run in Python 3.13, in the page's own process, watched step by step: that is possible since
# 3.12. Where the project's own Python is older, the tests of it run here, under a 3.13 in an environment of its own.
#   tools/browsers_python.sh .venv/bin
set -euo pipefail
own=$1 version=3.13
if "$own/python" -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then exit 0; fi

# Whether it is of that version; the stand-ins of pyenv are on PATH also where they lead nowhere.
fits() { "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; }

find_python() {
  local name
  for name in "${HL_BROWSERS_PYTHON:-}" $(type -ap "python$version") \
    "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version"*/bin/python \
    "${UV_PYTHON_INSTALL_DIR:-$HOME/.local/share/uv/python}"/cpython-"$version"*/bin/python; do
    if [ -x "$name" ] && fits "$name"; then echo "$name"; return; fi
  done
}

environment=.venv-$version
if ! [ "$environment/ready" -nt requirements-dev.txt ]; then
  python=$(find_python)
  if [ -z "$python" ]; then
    echo "No Python $version was found, so what cells do in readers' browsers is not tested here; '$own/uv python install $version' gets one." >&2
    exit 0
  fi
  echo "Setting up Python $version, the one of readers' browsers, in $environment ..."
  "$own/uv" venv --quiet --clear --python "$python" "$environment"
  "$own/uv" pip install --quiet --python "$environment/bin/python" --require-hashes -r requirements-dev.txt
  touch "$environment/ready"
fi
"$environment/bin/python" -m pytest -q tests/widgets/code/runner
