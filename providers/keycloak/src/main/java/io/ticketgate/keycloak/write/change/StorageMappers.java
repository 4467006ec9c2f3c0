package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import io.ticketgate.keycloak.write.mapper.MapperSettings;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ComponentEntity;

/** A mapper of a directory, made or changed. */
final class StorageMappers implements Family {

  /** Type of the mappers of an LDAP provider, which keycloak-ldap-federation brings. */
  static final String TYPE = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper";

  @Override
  public void recognise(Rows rows) {
    ComponentRows.recognise(rows, Set.of(TYPE), Written::new);
  }

  @Override
  public Stream<Written> standing(EntityManager em, RealmModel realm) {
    return em
        .createQuery(
            "select c from ComponentEntity c where c.realm.id = :realmId"
                + " and c.providerType = :type order by c.name, c.id",
            ComponentEntity.class)
        .setParameter("realmId", realm.getId())
        .setParameter("type", TYPE)
        .getResultList()
        .stream()
        .map(Written::new);
  }

  /** Keycloak writes nothing when a directory gives these roles to somebody. */
  @Override
  public List<AttemptedExposure> handingOut(Set<Entitlement> roles, JudgedRealm realm) {
    List<AttemptedExposure> exposures = new ArrayList<>();
    if (roles.isEmpty()) {
      return exposures;
    }
    for (ComponentModel mapper : realm.contents().components(TYPE)) {
      Set<Entitlement> reached = new HashSet<>();
      realm
          .protection()
          .reached(handedOut(mapper))
          .forEach(role -> reached.addAll(realm.contents().closure(role)));
      reached.retainAll(roles);
      exposures.addAll(Exposures.of(Route.USER_FEDERATION, configuration(mapper), reached));
    }
    return exposures;
  }

  private static Set<HandedOut> handedOut(ComponentModel mapper) {
    return MapperSettings.storageMapper(mapper.getProviderId(), mapper.getConfig());
  }

  private static Subject configuration(ComponentModel mapper) {
    return Exposures.configuration(mapper.getId(), "LDAP mapper " + mapper.getName());
  }

  record Written(ComponentEntity mapper) implements AttemptedChange {
    @Override
    public String realmId() {
      return mapper.getRealm().getId();
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return realm
          .contents()
          .component(mapper.getId())
          .filter(now -> now.getProviderType().equals(TYPE))
          .map(
              now ->
                  Exposures.of(
                      Route.USER_FEDERATION,
                      configuration(now),
                      realm.protection().reached(handedOut(now))))
          .orElse(List.of());
    }
  }
}
