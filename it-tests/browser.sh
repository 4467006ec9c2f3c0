#!/usr/bin/env bash
# Puts on a Debian 12 what the tests tagged "browser" need: Chromium, and a font.
set -euo pipefail
if [ -x /usr/bin/chromium ]; then
  exit 0
fi
# After an installation that was broken off apt-get takes nothing new.
DEBIAN_FRONTEND=noninteractive dpkg --configure -a
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium fonts-dejavu-core
