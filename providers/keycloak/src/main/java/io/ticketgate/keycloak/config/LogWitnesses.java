package io.ticketgate.keycloak.config;

import io.ticketgate.core.ledger.WitnessKey;
import io.ticketgate.spi.LogWitness;
import io.ticketgate.spi.LogWitnessFactory;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;

/** The witnesses of a realm's log, which are components. */
public final class LogWitnesses {

  /** The type of the components. */
  public static final String TYPE = LogWitness.class.getName();

  private LogWitnesses() {}

  /** The components that configure witnesses. */
  public static Stream<ComponentModel> components(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), TYPE);
  }

  /** Their ids. */
  public static Set<String> ids(RealmModel realm) {
    return components(realm).map(ComponentModel::getId).collect(Collectors.toSet());
  }

  /** The witness with that id, where it is one of this realm. */
  public static Optional<ComponentModel> find(RealmModel realm, String id) {
    return components(realm).filter(each -> each.getId().equals(id)).findFirst();
  }

  /** The factory of its kind; empty where this server lacks it. */
  public static Optional<LogWitnessFactory> factory(KeycloakSession session, String kind) {
    ProviderFactory<LogWitness> factory =
        session.getKeycloakSessionFactory().getProviderFactory(LogWitness.class, kind);
    return factory instanceof LogWitnessFactory known ? Optional.of(known) : Optional.empty();
  }

  /**
   * The public key of a witness.
   *
   * @throws IllegalArgumentException for what is none, which an import can cause
   */
  public static WitnessKey key(ComponentModel witness) {
    return WitnessKey.parse(String.valueOf(witness.get(LogWitnessFactory.VERIFIER_KEY)));
  }
}
