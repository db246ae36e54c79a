#!/usr/bin/env bash
# Set up what the browser tests need: Debian's chromium, and axe-core from npm.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v chromium >/dev/null || ! command -v npm >/dev/null; then
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        echo "unspin: the browser tests want chromium and npm on PATH (on Debian: apt-get install chromium npm)" >&2
        exit 2
    fi
    echo "unspin: installing chromium (once; about a minute)"
    apt-get update -qq
    command -v chromium >/dev/null || apt-get install -y -qq --no-install-recommends chromium >/dev/null
    command -v npm >/dev/null || apt-get install -y -qq --no-install-recommends npm >/dev/null
fi
if ! cmp --silent requirements/browser/package-lock.json .tools/browser/package-lock.json; then
    mkdir -p .tools/browser
    cp requirements/browser/package.json requirements/browser/package-lock.json .tools/browser/
    npm ci --prefix .tools/browser --silent --no-audit --no-fund
fi
