package io.ticketgate.keycloak.write.change;

import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.LogKey;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.LogWitness;
import java.util.Set;
import org.keycloak.models.jpa.entities.ComponentEntity;

/**
 * A rule, an ITSM system, a subscriber, a key or a witness of the log, made, changed or removed.
 */
final class Components implements Family {

  private static final Set<String> OURS =
      Set.of(
          GateRule.class.getName(),
          ItsmConnector.class.getName(),
          EventSubscriber.class.getName(),
          LogKey.class.getName(),
          LogWitness.class.getName());

  private static final Set<String> PROTECTING_NOTHING =
      Set.of(EventSubscriber.class.getName(), LogKey.class.getName(), LogWitness.class.getName());

  @Override
  public void recognise(Rows rows) {
    ComponentRows.recognise(rows, OURS, Ours::new);
  }

  /** Anyone who loosens a rule or pushes invented tickets has what the rules protect. */
  record Ours(ComponentEntity component) implements AttemptedChange {
    @Override
    public String realmId() {
      return component.getRealm().getId();
    }

    @Override
    public void guard(JudgedRealm realm) {
      if (!realm.guard().isOwnComponent(component.getId())) {
        realm
            .guard()
            .requireAdmin(
                "Only ticket-gate-admin may change rules, ITSM systems, subscribers, log keys and witnesses of"
                    + " the ticket gate.");
      }
    }

    @Override
    public ComponentEntity configures() {
      return component;
    }

    @Override
    public boolean begins(JudgedRealm realm) {
      return GateRule.class.getName().equals(component.getProviderType());
    }

    @Override
    public void remember(JudgedRealm realm) {
      if (PROTECTING_NOTHING.contains(component.getProviderType())) {
        return;
      }
      realm.protection().rememberAllMarked();
      realm.protection().reportExposed(realm);
    }
  }
}
