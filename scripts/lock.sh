#!/usr/bin/env bash
# Renew every lock file; `uv` resolves one file for all Python versions and both processor families.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 -m venv .tools/uv
.tools/uv/bin/pip install --quiet uv
# With the hash of every file that may be installed: pip refuses others. No addresses: they differ from place to place.
compile() {
    .tools/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
        --custom-compile-command "make lock" "$@"
}
compile --python-version 3.11 --extra cli --extra console --extra sql --extra dev pyproject.toml --output-file requirements/dev.lock
compile --python-version 3.13 requirements/layer.in --constraint requirements/dev.lock --output-file shared/requirements.txt
compile --python-version 3.11 requirements/sam.in --output-file requirements/sam.lock
compile --python-version 3.11 requirements/siege.in --output-file requirements/siege.lock
compile --python-version 3.11 requirements/audit.in --output-file requirements/audit.lock
compile --python-version 3.11 requirements/checkov.in --output-file requirements/checkov.lock
compile --python-version 3.11 pyproject.toml requirements/train.in --constraint requirements/dev.lock --output-file requirements/train.lock
compile --python-version 3.11 pyproject.toml requirements/peers.in --output-file requirements/peers.lock
compile --python-version 3.11 --extra cli pyproject.toml requirements/bench.in --output-file requirements/bench.lock
compile --python-version 3.13 requirements/runtime.in --output-file requirements/runtime.lock
