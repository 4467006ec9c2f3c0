package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Holding;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.ClientCredentials;
import io.ticketgate.keycloak.realm.RealmGate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.keycloak.models.ClientModel;

/**
 * The clients that get or change a credential: those that are new, those whose credential was
 * written, and those that take a protected name together with the credential they have. However
 * much of a client was written, it is one attempt.
 */
final class CredentialAttempts {

  private final RealmGate gate;

  CredentialAttempts(RealmGate gate) {
    this.gate = gate;
  }

  List<AttemptedGrant> among(List<AttemptedChange> changes) {
    Set<String> uuids = new LinkedHashSet<>();
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.ClientCreated created) {
        uuids.add(created.clientUuid());
      } else if (change instanceof AttemptedChange.CredentialWritten written) {
        uuids.add(written.clientUuid());
      } else if (change instanceof AttemptedChange.ClientRenamed renamed && comesUnder(renamed)) {
        uuids.add(renamed.clientUuid());
      }
    }
    return uuids.stream()
        .map(gate.realm()::getClientById)
        .filter(Objects::nonNull)
        .filter(client -> !ClientCredentials.isOwnWork(gate.session(), client))
        .map(
            client ->
                new AttemptedGrant(
                    Route.CLIENT_CREDENTIAL,
                    Subjects.of(client),
                    Holding.mapped(Entitlements.credential(client))))
        .toList();
  }

  private boolean comesUnder(AttemptedChange.ClientRenamed renamed) {
    ClientModel client = gate.realm().getClientById(renamed.clientUuid());
    return client != null
        && gate.rules()
            .protection()
            .newlyProtects(Entitlements.credential(client), renamed.before());
  }
}
