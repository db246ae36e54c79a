#!/usr/bin/env bash
# Build the layer and the functions as Lambda gets them, with the Python of the template: build.sh [SAM BUILD OPTION...]
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(scripts/runtime_path.sh --version)
# sam wants the runtime's own Python first on PATH.
PATH=$(scripts/runtime_path.sh)
export PATH
if ! "python$version" -c "" 2>/dev/null; then
    echo "unspin: building wants python$version, the runtime of template.yaml, on PATH; found none that runs" >&2
    exit 2
fi

scripts/tool.sh sam
echo "unspin: sam builds the stack with $("python$version" --version)"
build=${BUILD:-.aws-sam/build}
SAM_CLI_TELEMETRY=0 .tools/sam/bin/sam build --build-dir "$build" "$@"
"python$version" scripts/trim.py "$build/UnspinLayer"
echo "unspin: built in $build"
