#!/usr/bin/env bash
# Ask the advisory service whether anything that is locked has a known weakness. It needs the network: where the service
# cannot be reached, it says so, and answers neither yes nor no.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/tool.sh audit
failed=()
for lock in shared/requirements.txt requirements/*.lock; do
    echo "unspin: auditing $lock"
    code=0
    told=$(.tools/audit/bin/pip-audit --disable-pip --require-hashes --requirement "$lock" 2>&1) || code=$?
    if ((code)) && grep --quiet --ignore-case --extended-regexp "connection|timed out|resolve|max retries|proxy|50[0-9] server" <<<"$told"; then
        echo "unspin: not audited: the advisory service cannot be reached from here" >&2
        exit 3
    fi
    if ((code)); then
        echo "$told"
        failed+=("$lock")
    fi
done
if ((${#failed[@]})); then
    echo "unspin: known weaknesses in ${failed[*]}" >&2
    exit 1
fi
echo "unspin: no known weakness in what is locked"
