#!/usr/bin/env bash
# Make an empty virtual environment, also where python3 comes without ensurepip: make_venv.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "unspin: needs Python 3.11 or later, got $("$python" --version). Name one: make PYTHON=python3.13 ..." >&2
    exit 1
fi
# Debian ships python3 without ensurepip: virtualenv, from pip, does the same work there.
"$python" -m venv "$venv" 2>/dev/null || {
    rm -rf "$venv"
    "$python" -m virtualenv --quiet "$venv" 2>/dev/null || {
        "$python" -m pip install --quiet --user --break-system-packages virtualenv \
            || { echo "unspin: cannot make a virtual environment: install python3-venv (apt-get install python3-venv)" >&2; exit 1; }
        "$python" -m virtualenv --quiet "$venv"
    }
}
