#!/usr/bin/env bash
# Checks the pages with Node: types, style, unit tests, and that vendor/ and the types of the REST resource are what their sources make.
# Works on a copy, so that a build beside it sees nothing half made.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if ! command -v npm >/dev/null; then
  DEBIAN_FRONTEND=noninteractive dpkg --configure -a
  apt-get update
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends nodejs npm
fi
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/providers" "$copy/docs"
cp "$here/../../docs/openapi.yaml" "$copy/docs/"
tar -C "$here/.." --exclude=node_modules --exclude=target -cf - console | tar -C "$copy/providers" -xf -
cd "$copy/providers/console"
npm ci --no-audit --no-fund --ignore-scripts
npm run --silent vendor
npm run --silent api
diff -r "$here/vendor" vendor || { echo "vendor/ is not what vendor-src/ makes: run npm run vendor"; exit 1; }
diff "$here/src/main/ts/api/schema.d.ts" src/main/ts/api/schema.d.ts || { echo "The types of the REST resource are old: run npm run api"; exit 1; }
npm run --silent types
npm run --silent lint
npm test --silent
