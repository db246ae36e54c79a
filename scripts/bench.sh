#!/usr/bin/env bash
# Measure, beside peers, and write figures, plots and tables to docs/: bench.sh [PART...]
set -euo pipefail
cd "$(dirname "$0")/.."
parts=("$@")
version=$(scripts/runtime_path.sh --version)
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x86_64 ;; esac

wants() { [[ ${#parts[@]} == 0 || " ${parts[*]} " == *" $1 "* ]]; }

scripts/tool.sh bench
if wants cold; then
    # The layer as Lambda gets it, for this machine's processor, under Lambda's own emulator and runtime client.
    scripts/tool.sh sam
    BUILD=.tools/built/$arch scripts/build.sh --parameter-overrides "Architecture=$arch"
    PATH=$(scripts/runtime_path.sh) PYTHON=python$version scripts/tool.sh runtime
    # Lambda's own libraries are compiled: without that the hello would compile boto3 at each start.
    .tools/runtime/bin/python -m compileall -q .tools/runtime/lib
fi
PYTHONPATH=shared:. .tools/bench/bin/python -m benchmarks.bench "${parts[@]}"
PYTHONPATH=shared:. .tools/bench/bin/python -m benchmarks.performance_page
