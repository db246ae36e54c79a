#!/usr/bin/env bash
# Print PATH with the folder of the template's own Python first, where one is found; with --version, which Python that is.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^ *Runtime: python//p' template.yaml | head -1)
if [[ ${1:-} == --version ]]; then
    echo "$version"
    exit
fi

# That a command is there does not mean it runs: pyenv has shims.
runs() { "$1/python$version" -c "" 2>/dev/null; }
folders=("${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin)
IFS=: read -ra path <<<"$PATH"
for folder in "${path[@]}" "${folders[@]}"; do
    if runs "$folder"; then
        echo "$folder:$PATH"
        exit
    fi
done
echo "$PATH"
