package io.ticketgate.keycloak.write.change;

import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.spi.ItsmConnector;
import java.util.Set;
import org.keycloak.models.jpa.entities.ComponentEntity;

/** A rule or an ITSM system, made, changed or removed. */
final class Components implements Family {

  private static final Set<String> OURS =
      Set.of(GateRule.class.getName(), ItsmConnector.class.getName());

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
      realm
          .guard()
          .requireAdmin(
              "Only ticket-gate-admin may change rules and ITSM systems of the ticket gate.");
    }

    @Override
    public boolean begins(JudgedRealm realm) {
      return GateRule.class.getName().equals(component.getProviderType());
    }

    @Override
    public void remember(JudgedRealm realm) {
      realm.protection().rememberAllMarked();
      realm.protection().reportExposed(realm);
    }
  }
}
