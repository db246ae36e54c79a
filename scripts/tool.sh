#!/usr/bin/env bash
# Make the virtual environment of a tool that cannot share one with others: tool.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1 venv=.tools/$1 lock=requirements/$1.lock

if ! cmp --silent "$lock" "$venv/.ready"; then
    echo "unspin: setting up $venv (once; about a minute)"
    rm -rf "$venv"
    scripts/make_venv.sh "${PYTHON:-python3}" "$venv"
    # The lock names all there is to install; older pips fail on an extra that one of them asks for.
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes --requirement "$lock"
    cp "$lock" "$venv/.ready"
fi
