#!/usr/bin/env bash
# Make the virtual environment of a tool that cannot share one with others: tool.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1 venv=.tools/$1 lock=requirements/$1.lock

if ! cmp --silent "$lock" "$venv/.ready"; then
    echo "unspin: setting up $venv (once; about a minute)"
    rm -rf "$venv"
    scripts/make_venv.sh "${PYTHON:-python3}" "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$lock"
    cp "$lock" "$venv/.ready"
fi
