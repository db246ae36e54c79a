#!/usr/bin/env bash
# Make the virtual environment that every make target uses: setup.sh PYTHON VENV
set -euo pipefail
python=$1 venv=$2

echo "unspin: setting up $venv with $("$python" --version) (once; a minute or two)"
"$(dirname "$0")/make_venv.sh" "$python" "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --requirement requirements/dev.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .
touch "$venv/.ready"
echo "unspin: set up"
