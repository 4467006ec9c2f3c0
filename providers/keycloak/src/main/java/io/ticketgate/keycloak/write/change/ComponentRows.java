package io.ticketgate.keycloak.write.change;

import java.util.Set;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;

/** A component and its settings, which are rows of their own. */
final class ComponentRows {

  private ComponentRows() {}

  /** Makes one change of a component, whichever of its rows is written, for these types alone. */
  static void recognise(Rows rows, Set<String> providerTypes, Rows.OfRow<ComponentEntity> change) {
    Rows.OfRow<ComponentEntity> ofThese =
        component ->
            providerTypes.contains(component.getProviderType()) ? change.of(component) : null;
    rows.written(ComponentEntity.class, ofThese);
    rows.written(ComponentConfigEntity.class, setting -> ofThese.of(setting.getComponent()));
  }
}
