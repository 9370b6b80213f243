#!/bin/sh
# Fetch KaTeX with the npm client and keep what the pages need under static/vendor/katex/<version>/.
#
#   scripts/vendor_katex.sh 0.19.1     fetch that version and write its checksums
#   scripts/vendor_katex.sh --check    compare the stored files with their checksums
#
# The stylesheet names three formats of every font; only woff2 is kept, because a name
# without a file stops the static files manifest. After a change of version, set it in
# templates/components/maths_scripts.html and delete the old folder.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
vendor="$root/static/vendor/katex"

check() {
    for folder in "$vendor"/*/; do
        (cd "$folder" && sha256sum --check --quiet SHA256SUMS)
    done
}

fetch() {
    version=$1
    target="$vendor/$version"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    (cd "$scratch" && npm pack --silent "katex@$version" >/dev/null && tar -xzf katex-*.tgz)
    source="$scratch/package"

    rm -rf "$target"
    mkdir -p "$target/fonts" "$target/contrib"
    cp "$source/LICENSE" "$target/"
    cp "$source/dist/katex.min.js" "$target/"
    cp "$source/dist/contrib/auto-render.min.js" "$source/dist/contrib/mhchem.min.js" \
        "$target/contrib/"
    cp "$source/dist/fonts/"*.woff2 "$target/fonts/"
    sed -E 's/,url\(fonts\/[^)]*\.(woff|ttf)\) format\("(woff|truetype)"\)//g' \
        "$source/dist/katex.min.css" >"$target/katex.min.css"
    (cd "$target" && find . -type f ! -name SHA256SUMS | sort | xargs sha256sum >SHA256SUMS)
}

case "${1:-}" in
    --check) check ;;
    [0-9]*) fetch "$1" && check ;;
    *) echo "usage: $0 VERSION | --check" >&2 && exit 2 ;;
esac
