#!/usr/bin/env bash
# Puts on a Debian 12 what the tests tagged "go" need: Go, and its implementation of signed notes and tiled logs.
set -euo pipefail
if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
  exit 0
fi
# After an installation that was broken off apt-get takes nothing new.
DEBIAN_FRONTEND=noninteractive dpkg --configure -a
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends golang-go golang-golang-x-mod-dev
