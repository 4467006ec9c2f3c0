package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.List;
import org.keycloak.models.jpa.entities.CompositeRoleEntity;
import org.keycloak.models.jpa.entities.RoleEntity;

/** A role put into another; the default roles of a realm are one. */
final class Composites implements Family {

  @Override
  public void recognise(Rows rows) {
    // By its name, since Keycloak 26.4 has no such class: there it is a collection.
    rows.inserted("org.keycloak.models.jpa.entities.CompositeRoleEntity", Row::added);
    rows.added(
        RoleEntity.class,
        "compositeRoles",
        (composite, child) -> new Added(composite, ((RoleEntity) child).getId()));
  }

  /** Apart, so that the class is looked for when there is such a row, and not before. */
  private static final class Row {
    static AttemptedChange added(Object entity) {
      CompositeRoleEntity row = (CompositeRoleEntity) entity;
      return new Added(row.getParentRole(), row.getChildRole().getId());
    }
  }

  record Added(RoleEntity composite, String roleId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.given(composite.getId(), roleId);
    }

    @Override
    public String realmId() {
      return composite.getRealmId();
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return realm.mapped(Route.COMPOSITE, realm.contents().composite(composite.getId()), roleId);
    }
  }
}
