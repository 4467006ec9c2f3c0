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

  /** Ending of the providers whose keys Keycloak makes, and shows to nobody. */
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

    /** Anyone who has the key can sign tokens with any role. */
    @Override
    public void guard(JudgedRealm realm) {
      if (!component.getProviderId().endsWith(GENERATED)
          && realm.contents().component(component.getId()).isPresent()
          && realm.protection().enforced()) {
        realm
            .guard()
            .requireAdmin(
                "This realm has an enforced rule. Only ticket-gate-admin may add a key from"
                    + " outside: its owner could sign tokens with any role.");
      }
    }
  }
}
