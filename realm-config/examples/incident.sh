#!/usr/bin/env bash
# Answers who could use a role, or another entitlement, at a time, and why: it exports the evidence of the whole realm,
# checks it without the server, and asks what was checked. The ZIPs stay in the folder.
#
#   incident.sh <entitlement> <time> <folder>      for example: incident.sh role:db-admin 'last tuesday 14:00' case-17
#
# Needs curl, unzip, GNU date and Java 17, and in the environment:
#   KEYCLOAK       https://keycloak.example.org
#   REALM          the realm
#   AUDITOR_TOKEN  an access token of somebody with ticket-gate-audit
#   VERIFIER       ticket-gate-verifier.jar
#   LOG_KEY        the public key of the log, or a file with it, from somebody whom you trust
#
# Exit codes: 0 the evidence holds and the answer follows, 1 it does not hold, 2 that cannot be told.
set -euo pipefail

[ $# -eq 3 ] || { sed -n '5p' "$0" | cut -c5- >&2; exit 64; }
entitlement=$1 at=$(date -u -d "$2" +%Y-%m-%dT%H:%M:%S.%3NZ) folder=$3
mkdir -p "$folder"

# 50,000 entries fit into one ZIP; the manifest says whether there are more.
parts=() after=
while :; do
  part=$folder/evidence-${#parts[@]}.zip
  # The token is no argument, which others on the machine could see.
  printf 'header = "Authorization: Bearer %s"\n' "$AUDITOR_TOKEN" |
    curl -sS --fail-with-body -K - -o "$part" \
      "$KEYCLOAK/admin/realms/$REALM/ticket-gate/evidence${after:+?after=$after}" || { cat "$part" >&2; exit 2; }
  parts+=("$part")
  unzip -p "$part" manifest | grep -qx 'complete false' || break
  # A part that has no row would be asked for again and again.
  next=$(unzip -p "$part" entries.jsonl | tail -n 1 | grep -o '"index":[0-9]*' | tail -n 1 | cut -d: -f2)
  [ -n "$next" ] && [ "$next" != "$after" ] || exit 2
  after=$next
done

echo "$entitlement at $at"
exec java -jar "$VERIFIER" --key "$LOG_KEY" --who "$entitlement" --at "$at" "${parts[@]}"
