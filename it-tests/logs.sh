#!/usr/bin/env bash
# Looks through what the servers of a whole test run have logged. No line of the gate's own may name anybody of the tests,
# and no line of anybody's may hold a token, a secret or a key. Prints what does, and fails.
# usage: it-tests/logs.sh [folder]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

logs=$(find "${1:-runs}" -path '*keycloak-logs*' -type f)
if [ -z "$logs" ]; then
  echo "There are no logs of servers."
  exit 1
fi

people='alice|bob|carol|dave|eve|erin|frank|mallory|peggy|trent|oscar'
found=$(
  # What the tests call people, and addresses of mail.
  echo "$logs" | xargs -d '\n' grep -hE '\[io\.ticketgate' | grep -iE "\b($people)\b|[[:alnum:]._-]+@[[:alnum:]-]+\.test" || true
  # A JSON web token; a private key; a secret that is spelled out.
  echo "$logs" | xargs -d '\n' grep -hE 'eyJ[[:alnum:]_-]{10,}\.|PRIVATE KEY|client_secret=|[Bb]earer [[:alnum:]._-]{20,}' || true
)
if [ -n "$found" ]; then
  echo "In the logs of the servers is what no log may have:"
  echo "$found" | sed -E 's/(eyJ[[:alnum:]_-]{6})[[:alnum:]._-]*/\1../g' | sort | uniq -c | sort -rn | head -40
  exit 1
fi
echo "$(echo "$logs" | wc -l) logs of servers name nobody."
