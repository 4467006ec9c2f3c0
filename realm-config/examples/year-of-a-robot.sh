#!/usr/bin/env bash
# Tells the year of one non-human identity, against a running server with the ticket gate: a client is created under a ticket
# and has an owner, its secret is rotated, its access reviewed twice; the owner leaves and hands over; nobody uses it, it ends.
# At the end an auditor exports the evidence and checks it without the server.
#
#   year-of-a-robot.sh <folder>      the evidence is written there
#
# Needs curl, jq, unzip and Java 17, and in the environment:
#   KEYCLOAK        http://127.0.0.1:8080
#   REALM           the realm, for example demo; the script leaves people, a rule and an ended client of its own there
#   ADMIN           name of an administrator of the master realm
#   ADMIN_PASSWORD  and the password
#   VERIFIER        ticket-gate-verifier.jar
#
# A year takes two minutes here, since two times are short. The rule calls the robot dormant after half a minute without use,
# where a year has PT720H, and lets the replaced secret go after five seconds. That the owner has left the gate finds within
# reconcile-interval, a minute. Reviews are due in 90 days, and are made early.
#
# Exit codes: 0 the story went as told, 1 the gate answered otherwise, or the evidence does not hold.
set -euo pipefail

[ $# -eq 1 ] || { sed -n '6p' "$0" | cut -c5- >&2; exit 64; }
folder=$1
mkdir -p "$folder"
KEYCLOAK=${KEYCLOAK%/}
realm=$KEYCLOAK/admin/realms/$REALM gate=$KEYCLOAK/admin/realms/$REALM/ticket-gate
number=$(date +%s) robot=robot-$(date +%s) password=$(head -c 18 /dev/urandom | base64)
body=$folder/answer.json

# --- what the story is told with

say() { printf '\n%s\n' "$*"; }
shows() { printf '   %s\n' "$*"; }
otherwise() { printf '\nThe gate answered otherwise: %s\n' "$*" >&2; cat "$body" >&2; exit 1; }

# Secrets and tokens are no arguments, which others on the machine could see.
asked() { # realm, and the form as JSON: prints the answer of the token endpoint
  jq -rj 'to_entries | map("\(.key)=\(.value | @uri)") | join("&")' <<<"$2" |
    curl -sS "$KEYCLOAK/realms/$1/protocol/openid-connect/token" -d @-
}
admin() {
  asked master "$(jq -nc '{client_id: "admin-cli", grant_type: "password", username: env.ADMIN, password: env.ADMIN_PASSWORD}')" |
    jq -r '.access_token // empty'
}
person() { # name: prints a token of this person
  asked "$REALM" "$(jq -nc --arg name "$1-$number" --arg id "$robot-app" --arg password "$password" \
    '{client_id: $id, grant_type: "password", username: $name, $password, scope: "openid"}')" | jq -r '.access_token // empty'
}
call() { # token, method, address, body or nothing: sets status, and writes the answer into $body
  local token=$1 method=$2 address=$3
  status=$(printf 'header = "Authorization: Bearer %s"\n' "$token" |
    curl -sS -K - -X "$method" "$address" -H 'Content-Type: application/json' ${ticket:+-H "X-Ticket-Ref: $ticket"} \
      ${4:+--data-binary "$4"} -o "$body" -w '%{http_code}')
}
expect() { # status
  [ "$status" = "$1" ] || otherwise "$status, and not $1"
}
refusal() { jq -r '"refused: \(.code // .error), \(.detail // .error_description)"' "$body"; }
works() { # secret file: whether the robot gets a token with that secret; sets why not
  local answer
  answer=$(asked "$REALM" "$(jq -nc --arg id "$robot" --rawfile secret "$1" '{client_id: $id, client_secret: $secret, grant_type: "client_credentials"}')")
  why=$(jq -r '.error_description // .error // empty' <<<"$answer")
  jq -e .access_token <<<"$answer" >/dev/null
}
needs() { works "$1" || otherwise "the robot gets no token: $why"; }
binding() { call "$(admin)" GET "$gate/bindings/$1"; jq -r ".$2 // \"\"" "$body"; }
await() { # seconds, binding, status
  local end=$((SECONDS + $1))
  until [ "$(binding "$2" status)" = "$3" ]; do
    [ $SECONDS -lt $end ] || otherwise "binding $2 is not $3"
    sleep 1
    [ -z "${4:-}" ] || works "$4" || true
  done
}
approved() { # key, version, open, requester: what the ITSM says of a ticket, which bob has approved
  jq -nc --arg robot "$robot" --arg by "$4-$number" --arg bob "bob-$number" --arg version "$2" --argjson open "$3" \
    '{type: "change_request", state: (if $open then "implement" else "closed" end), $open, $version, requester: $by, requestedFor: $robot,
      entitlements: [{clientCredential: $robot}], justification: "the nightly report needs the warehouse",
      approvals: [{approver: $bob, decision: "approved", at: "2026-01-01T08:00:00Z"}]}'
}
push() { call "$(admin)" PUT "$gate/tickets/demo/$robot-$1" "$(approved "$@")"; [ "$status" -lt 300 ] || otherwise "$status"; }
secret_to() { (umask 077 && jq -rj .credential.secret "$body" >"$1"); }

# --- the people, and what the rule says

say "The people: olivia owns the robot, dora will; bob approves tickets, greg grants under them, audrey is the auditor."
mine=$(admin)
[ -n "$mine" ] || otherwise "$ADMIN gets no token"
call "$mine" GET "$realm/clients?clientId=realm-management"
management=$(jq -r '.[0].id' "$body")
call "$mine" POST "$realm/clients" "$(jq -nc --arg id "$robot-app" '{clientId: $id, publicClient: true, directAccessGrantsEnabled: true, standardFlowEnabled: false}')"
expect 201
people() { # name, roles of the gate and of Keycloak
  local name=$1-$number
  shift
  call "$mine" POST "$realm/users" "$(jq -nc --arg name "$name" --arg password "$password" '{username: $name, enabled: true, firstName: $name,
    lastName: "Example", email: "\($name)@example.org", emailVerified: true, credentials: [{type: "password", value: $password, temporary: false}]}')"
  expect 201
  call "$mine" GET "$realm/users?exact=true&username=$name"
  local id
  id=$(jq -r '.[0].id' "$body")
  for role in "$@"; do
    call "$mine" GET "$realm/clients/$management/roles/$role"
    call "$mine" POST "$realm/users/$id/role-mappings/clients/$management" "[$(jq -c '{id, name}' "$body")]"
    expect 204
  done
}
people olivia ticket-gate-review
people dora ticket-gate-review
people bob
people greg ticket-gate-grant manage-clients view-users
people audrey ticket-gate-audit
call "$mine" GET "$gate/systems"
jq -e 'any(.[]; .name == "demo")' "$body" >/dev/null || {
  call "$mine" POST "$gate/systems" '{"name": "demo", "connector": "push"}'
  expect 201
}
call "$mine" POST "$gate/rules" "$(jq -nc --arg robot "$robot" '{name: $robot, protects: {clientCredentials: [$robot]}, tickets: {systems: ["demo"],
  minApprovals: 1}, lifetime: {max: "none", reviewEvery: "P90D", dormantAfter: "PT30S"}, onDormant: "suspend", reviews: {by: "owner", riskAnalysis: "TRA-12"},
  owner: {required: true}, rotationGrace: "PT5S"}')"
expect 201
shows "Rule $robot: a ticket with an approval, an owner, a review every 90 days, withheld when nobody uses it."

say "January. greg creates the robot without a ticket."
client=$(jq -nc --arg id "$robot" --arg owner "olivia-$number" '{clientId: $id, serviceAccountsEnabled: true, standardFlowEnabled: false, attributes: {owner: $owner}}')
call "$(person greg)" POST "$realm/clients" "$client"
expect 403
shows "$(refusal)"

say "olivia asks for it in a ticket, bob approves, and greg creates it under that ticket."
push created 1 true olivia
ticket=demo:$robot-created call "$(person greg)" POST "$realm/clients" "$client"
expect 201
call "$(admin)" GET "$gate/bindings?ticket=demo:$robot-created"
first=$(jq -r '.[0].id' "$body")
jq -e --arg owner "olivia-$number" '.[0] | .status == "ACTIVE" and .owner == $owner' "$body" >/dev/null || otherwise "no binding of olivia's"
shows "$(jq -r '.[0] | "Binding \(.status), owner \(.owner), approved by \(.approvers | join(", ")), review by \(.reviewer) until \(.reviewDueAt)"' "$body")"
call "$(person greg)" GET "$realm/clients?clientId=$robot"
call "$(person greg)" GET "$realm/clients/$(jq -r '.[0].id' "$body")/client-secret"
(umask 077 && jq -rj .value "$body" >"$folder/secret-1")
needs "$folder/secret-1"
shows "The robot gets a token."

say "April. The secret is rotated: a new ticket, a new secret. The first ticket is closed, and its secret with it."
push rotated 1 true olivia
call "$(person greg)" POST "$gate/bindings" "$(jq -nc --arg robot "$robot" --arg owner "olivia-$number" '{ticket: "demo:\($robot)-rotated",
  subject: {serviceAccount: $robot}, entitlement: {clientCredential: $robot}, $owner}')"
expect 201
second=$(jq -r .id "$body")
secret_to "$folder/secret-2"
push created 2 false olivia
await 30 "$first" REVOKED
! works "$folder/secret-1" || otherwise "the old secret is good still"
needs "$folder/secret-2"
shows "The old secret gets no token, the new one does."

say "June. olivia reviews what her robot may do. greg cannot do that for her."
call "$(person greg)" POST "$gate/bindings/$second/certify" '{"comment": "fine"}'
expect 403
shows "$(refusal)"
call "$(person olivia)" POST "$gate/bindings/$second/certify" '{"comment": "the nightly report is needed"}'
expect 200
shows "$(jq -r '"Certified. The next review is due by \(.reviewDueAt)"' "$body")"
needs "$folder/secret-2"

say "September. The second review."
call "$(person olivia)" POST "$gate/bindings/$second/certify" '{"comment": "still needed"}'
expect 200
shows "$(jq -r '"Certified. The next review is due by \(.reviewDueAt)"' "$body")"
needs "$folder/secret-2"

say "October. olivia leaves: her account is disabled. The robot works on until the gate has found out, within a minute."
call "$(admin)" GET "$realm/users?exact=true&username=olivia-$number"
call "$(admin)" PUT "$realm/users/$(jq -r '.[0].id' "$body")" '{"enabled": false}'
expect 204
await 150 "$second" SUSPENDED "$folder/secret-2"
call "$(admin)" GET "$gate/bindings/$second/history"
jq -e '.[-1].cause == "owner_left"' "$body" >/dev/null || otherwise "another cause than owner_left"
! works "$folder/secret-2" || otherwise "the robot gets a token without an owner"
shows "Withheld: owner_left. The robot gets no token: $why"

say "dora takes it over: she asks for that in a ticket, bob approves, and greg hands it over under that ticket."
push handed-over 1 true dora
call "$(person greg)" POST "$gate/bindings/$second/owner" "$(jq -nc --arg robot "$robot" --arg owner "dora-$number" \
  '{$owner, ticket: "demo:\($robot)-handed-over", comment: "olivia has left"}')"
expect 200
shows "$(jq -r '"Binding \(.status), owner \(.owner), review by \(.reviewer)"' "$body")"
needs "$folder/secret-2"
owned=$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)
shows "The robot gets a token."

say "November. The report is not made any more, and nobody uses the robot."
await 90 "$second" SUSPENDED
call "$(admin)" GET "$gate/bindings/$second/history"
jq -e '.[-1].cause == "dormant"' "$body" >/dev/null || otherwise "another cause than dormant"
! works "$folder/secret-2" || otherwise "a dormant robot gets a token"
shows "Withheld: dormant. The robot gets no token: $why"

say "December. The ticket is closed, and that is the end of it."
push rotated 2 false olivia
await 30 "$second" REVOKED
shows "Binding $(binding "$second" status), $(binding "$second" cause)"
! works "$folder/secret-2" || otherwise "the robot gets a token after its end"

say "audrey exports the evidence of the robot, and checks it without the server."
for each in "$first" "$second"; do
  for _ in $(seq 30); do # an entry is in the log a second or two after it happened
    call "$(admin)" GET "$gate/bindings/$each/evidence"
    [ "$(jq .pending "$body")" != 0 ] || break
    sleep 1
  done
done
# From somebody whom you trust, not from the server that you check; here there is nobody else.
curl -sS --fail-with-body "$KEYCLOAK/realms/$REALM/ticket-gate/log/keys" -o "$folder/log-key"
call "$(person audrey)" GET "$gate/evidence?user=$robot"
expect 200
mv "$body" "$folder/evidence.zip"
java -jar "$VERIFIER" --key "$(head -n 1 "$folder/log-key")" --who "client:$robot" --at "$owned" "$folder/evidence.zip"

say "The report of the year: what happened, why, by whom, and who owned it."
unzip -p "$folder/evidence.zip" entries.jsonl |
  jq -r '(.entry.record | if type == "string" then fromjson else . end) as $record | .names as $names
    | [$record.at, $record.type, ($record.open.cause // $record.cause // "-"), ($names.ticket // "-"),
       ($names.actor.name // "the gate"), "owner " + ($names.owner.name // "-"), ($names.detail // "")] | join("  ")'
rm -f "$body" "$folder/secret-1" "$folder/secret-2"
