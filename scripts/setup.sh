#!/usr/bin/env bash
# Make the virtual environment that every make target uses: setup.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "unspin: needs Python 3.11 or later, got $("$python" --version). Name one: make PYTHON=python3.13 ..." >&2
    exit 1
fi
echo "unspin: setting up $venv with $("$python" --version) (once; about a minute)"
# Debian ships python3 without ensurepip: virtualenv, from pip, does the same work there.
"$python" -m venv "$venv" 2>/dev/null || {
    rm -rf "$venv"
    "$python" -m virtualenv "$venv" 2>/dev/null || {
        "$python" -m pip install --quiet --user --break-system-packages virtualenv \
            || { echo "unspin: cannot make a virtual environment: install python3-venv (apt-get install python3-venv)" >&2; exit 1; }
        "$python" -m virtualenv --quiet "$venv"
    }
}
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement requirements/dev.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .
touch "$venv/.ready"
echo "unspin: set up"
