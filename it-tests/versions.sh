#!/usr/bin/env bash
# Runs the loop from a ticket to its end, credentials, tokens and the consoles on the versions of Keycloak between the oldest
# and the newest that are supported, which .ci/run leaves out; or on those that are named. Needs Chromium (it-tests/browser.sh).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

versions=("$@")
if [ "${#versions[@]}" -eq 0 ]; then
  versions=(26.5.6 26.6.4)
fi
tests=ServerInfoIT,GrantLoopIT,ClosingIT,TokenGateIT,CredentialIT,StructuresIT,ConsoleFrameIT,MyAccessPageIT

status=0
for version in "${versions[@]}"; do
  echo "Keycloak $version"
  mvn -B -ntp verify -pl it-tests/runs/h2 -am -Pbrowser -Djacoco.skip -Dit.agent= -Dtest=NoUnitTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    -Dkeycloak.dist.version="$version" -Dit.test="$tests" </dev/null | grep -E 'Tests run:|ERROR|BUILD' || status=1
done
exit "$status"
