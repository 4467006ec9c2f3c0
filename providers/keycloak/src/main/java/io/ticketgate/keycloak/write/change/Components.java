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

  /** Whoever loosens a rule, or pushes tickets of their own making, has what the rules protect. */
  record Ours(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }

    @Override
    public void guard(JudgedRealm realm) {
      realm.guard().requireAdmin("Rules and ITSM systems of the ticket gate are changed");
    }

    @Override
    public void remember(JudgedRealm realm) {
      realm.protection().ruleStated(realm);
    }
  }

  record Keys(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }

    /** Whoever has the key signs tokens with any role they like. */
    @Override
    public void guard(JudgedRealm realm) {
      if (!component.getProviderId().endsWith(GENERATED)
          && realm.contents().component(component.getId()).isPresent()
          && realm.protection().enforced()) {
        realm.guard().requireAdmin("A realm with protected roles takes keys from outside");
      }
    }
  }
}
