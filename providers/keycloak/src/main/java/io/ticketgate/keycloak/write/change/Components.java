package io.ticketgate.keycloak.write.change;

import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.spi.ItsmConnector;
import java.util.Set;
import org.keycloak.keys.KeyProvider;
import org.keycloak.models.jpa.entities.ComponentEntity;

/** A rule, an ITSM system or a provider of keys, made, changed or removed. */
final class Components implements Family {

  private static final Set<String> OURS =
      Set.of(GateRule.class.getName(), ItsmConnector.class.getName());

  /**
   * Keycloak itself adds a provider of this name, where a client wants an algorithm that the realm
   * has no key for.
   */
  private static final String FALLBACK = "fallback-";

  private static final String GENERATED = "-generated";

  @Override
  public void recognise(Rows rows) {
    ComponentRows.recognise(rows, OURS, Ours::new);
    ComponentRows.recognise(rows, Set.of(KeyProvider.class.getName()), Keys::new);
  }

  /** Anyone who loosens a rule or pushes invented tickets has what the rules protect. */
  record Ours(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }

    @Override
    public void guard(JudgedRealm realm) {
      realm
          .guard()
          .requireAdmin(
              "Only ticket-gate-admin may change rules and ITSM systems of the ticket gate.");
    }

    @Override
    public void remember(JudgedRealm realm) {
      realm.protection().rememberAllMarked();
      realm.protection().reportExposed(realm);
    }
  }

  record Keys(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }

    /**
     * Anyone who has the key can sign tokens with any role. A provider that generates keys takes
     * one from outside too, so what it is called says nothing.
     */
    @Override
    public void guard(JudgedRealm realm) {
      if (realm.contents().component(component.getId()).isPresent()
          && realm.protection().enforced()
          && !isFallback(realm)) {
        realm
            .guard()
            .requireAdmin(
                "This realm has an enforced rule. Only ticket-gate-admin may add or change its"
                    + " keys: whoever brings a key could sign tokens with any role.");
      }
    }

    private boolean isFallback(JudgedRealm realm) {
      return !realm.guard().isAskedByBearer()
          && component.getProviderId().endsWith(GENERATED)
          && component.getName() != null
          && component.getName().startsWith(FALLBACK);
    }
  }
}
