#!/usr/bin/env bash
# A step of a pipeline that works under a ticket: it obtains a token for the ticket and calls a resource server with it.
# Once the ticket is closed it gets no token any more.
#
#   pipeline.sh <ticket>
#
# Needs curl and jq, and in the environment:
#   KEYCLOAK     https://keycloak.example.org
#   REALM        the realm
#   CLIENT_ID    the pipeline's client
#   SECRET_FILE  the file with its secret, as obtain-credential.sh writes it
#   RESOURCE     the address to call
#
# Exit codes: 0 done, 1 no token, 2 the resource server refused.
set -euo pipefail

[ $# -eq 1 ] || { sed -n '5p' "$0" | cut -c5- >&2; exit 64; }
ticket=$1

# Neither the secret nor the token is an argument, which others on the machine could see.
answer=$(jq -rnj --arg id "$CLIENT_ID" --rawfile secret "$SECRET_FILE" --arg ticket "$ticket" \
    '{client_id: $id, client_secret: $secret, grant_type: "client_credentials", $ticket}
     | to_entries | map("\(.key)=\(.value | @uri)") | join("&")' |
  curl -sS "$KEYCLOAK/realms/$REALM/protocol/openid-connect/token" -d @-)
if ! token=$(jq -er .access_token <<<"$answer"); then
  jq -r '"No token under the ticket: \(.error_description // .error)"' <<<"$answer" >&2
  exit 1
fi

printf 'header = "Authorization: Bearer %s"\n' "$token" | curl -sS --fail-with-body -K - "$RESOURCE" || exit 2
