#!/usr/bin/env bash
# Look at the template with three tools, all of them offline once they are installed: validate.sh [TEMPLATE]
# Every one of them runs; the answer is no if any of them says no.
set -euo pipefail
cd "$(dirname "$0")/.."
template=${1:-template.yaml}

failed=()
look() {
    local name=$1
    shift
    echo "unspin: $name looks at $template"
    "$@" || failed+=("$name")
}

[[ -r $template ]] || { echo "unspin: no template to validate: expected a readable file, got $template" >&2; exit 2; }
# sam and checkov cannot live in one environment with moto, nor with each other: each gets its own.
scripts/tool.sh sam
scripts/tool.sh checkov

# sam asks for a region even where it speaks to nobody.
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=${AWS_DEFAULT_REGION:-us-east-1}
look cfn-lint .venv/bin/cfn-lint --non-zero-exit-code informational "$template"
look "sam validate" .tools/sam/bin/sam validate --lint --template "$template"
look checkov .tools/checkov/bin/checkov --file "$template" --framework cloudformation --skip-download --quiet --compact

if (( ${#failed[@]} )); then
    printf 'unspin: %s: refused by %s\n' "$template" "$(IFS=,; echo "${failed[*]}")" >&2
    exit 1
fi
echo "unspin: $template is valid"
