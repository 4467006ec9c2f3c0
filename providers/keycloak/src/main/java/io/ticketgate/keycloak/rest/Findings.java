package io.ticketgate.keycloak.rest;

import io.ticketgate.core.access.Presence;
import io.ticketgate.keycloak.config.LogWitnesses;
import io.ticketgate.keycloak.realm.Owners;
import io.ticketgate.keycloak.rest.GateResource.Finding;
import io.ticketgate.keycloak.store.WitnessedLog;
import java.util.List;
import java.util.Optional;
import org.keycloak.component.ComponentModel;

/** What an administrator of a realm is to look at. */
final class Findings {

  private Findings() {}

  /** Owners of systems and subscribers who are missed. */
  static List<Finding> ofOwners(Call call) {
    return new Owners(call.session(), call.realm()).findings().stream().map(Findings::of).toList();
  }

  private static Finding of(Owners.Finding owner) {
    boolean unknown = owner.state() == Presence.UNKNOWN;
    return new Finding(
        unknown ? "owner_unknown" : "owner_missing",
        null,
        owner.system() ? owner.name() : null,
        owner.system() ? null : owner.name(),
        null,
        unknown
            ? "Nothing is known of the owner: the directory does not answer."
            : "The owner is gone or disabled. Set owner to an enabled user.");
  }

  /** Witnesses of the log that do not cosign it. */
  static List<Finding> ofWitnesses(Call call) {
    return new WitnessedLog(call.session())
        .of(call.realm().getId()).stream()
            .filter(known -> known.problem() != null)
            .map(
                known ->
                    LogWitnesses.find(call.realm(), known.witnessId())
                        .map(witness -> of(witness, known)))
            .flatMap(Optional::stream)
            .toList();
  }

  private static Finding of(ComponentModel witness, WitnessedLog.Known known) {
    return new Finding(
        "log_not_witnessed",
        null,
        null,
        null,
        witness.getName(),
        "The witness has cosigned the first "
            + known.size()
            + " entries of the log, and no more ("
            + known.problem()
            + "): "
            + known.message());
  }
}
