#!/usr/bin/env bash
# Obtains the credential of a protected client under an approved ticket, and writes its secret to a file that only you can
# read. It is shown once: asking again under the same ticket shows no secret.
#
#   obtain-credential.sh <ticket> <client-id> <secret-file>
#
# Needs curl and jq, and in the environment:
#   KEYCLOAK     https://keycloak.example.org
#   REALM        the realm
#   ADMIN_TOKEN  an access token of somebody with ticket-gate-grant who may manage the client
set -euo pipefail

[ $# -eq 3 ] || { sed -n '5p' "$0" | cut -c5- >&2; exit 64; }
ticket=$1 client=$2 file=$3

answer=$(jq -nc --arg ticket "$ticket" --arg client "$client" \
    '{$ticket, subject: {serviceAccount: $client}, entitlement: {clientCredential: $client}}' |
  curl -sS -w '\n%{http_code}' -H "Authorization: Bearer $ADMIN_TOKEN" -H 'Content-Type: application/json' \
    "$KEYCLOAK/admin/realms/$REALM/ticket-gate/bindings" -d @-)
status=${answer##*$'\n'} body=${answer%$'\n'*}

if [ "$status" != 201 ]; then
  jq -r '"\(.code // "binding"): \(.detail // "exists already, and its secret was shown when it was made")"' <<<"$body" >&2
  exit 1
fi
(umask 077 && jq -rj .credential.secret <<<"$body" >"$file")
jq -r '"Credential of \(.credential.clientId) under \(.ticket), until \(.credential.expiresAt)"' <<<"$body"
