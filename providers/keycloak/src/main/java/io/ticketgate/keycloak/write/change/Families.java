package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.gate.AttemptedExposure;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import org.keycloak.models.RealmModel;

/** Every family of changes; a new family is added here and nowhere else. */
public final class Families {

  /** Where one row is a change of several families, they are judged in this order. */
  private static final List<Family> ALL =
      List.of(
          new RoleMappings(),
          new Memberships(),
          new LinkedLogins(),
          new Takeovers(),
          new People(),
          new SubjectAttributes(),
          new RemovedSubjects(),
          new Groups(),
          new Composites(),
          new TokenMappers(),
          new LoginMappers(),
          new StorageMappers(),
          new Defaults(),
          new Names(),
          new Scopes(),
          new Marks(),
          new Credentials(),
          new ActingClients(),
          new GateCarriers(),
          new Components(),
          new Creations(),
          new Sharing());

  private Families() {}

  /** The rows that are changes. */
  public static Rows rows() {
    Rows rows = new Rows();
    ALL.forEach(family -> family.recognise(rows));
    return rows;
  }

  /** The configuration of a realm as if it were written now. */
  public static List<AttemptedChange> standing(EntityManager em, RealmModel realm) {
    return ALL.stream().<AttemptedChange>flatMap(family -> family.standing(em, realm)).toList();
  }

  /**
   * The roles that existing configuration gives to people through groups and composite roles from
   * now on.
   */
  public static List<AttemptedExposure> handingOut(Set<Entitlement> roles, JudgedRealm realm) {
    return ALL.stream().flatMap(family -> family.handingOut(roles, realm).stream()).toList();
  }
}
