package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.write.mapper.MapperSettings;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;

/** A mapper of an identity provider was created or changed. */
final class LoginMappers implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(IdentityProviderMapperEntity.class, Written::new);
    rows.updated(IdentityProviderMapperEntity.class, (mapper, update) -> new Written(mapper));
    rows.collections(IdentityProviderMapperEntity.class, Written::new);
  }

  @Override
  public Stream<Written> standing(EntityManager em, RealmModel realm) {
    return em
        .createQuery(
            "select distinct m from IdentityProviderMapperEntity m left join fetch m.config"
                + " where m.realmId = :realmId order by m.name, m.id",
            IdentityProviderMapperEntity.class)
        .setParameter("realmId", realm.getId())
        .getResultList()
        .stream()
        .map(Written::new);
  }

  record Written(IdentityProviderMapperEntity mapper) implements AttemptedChange {
    @Override
    public String realmId() {
      return mapper.getRealmId();
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return Exposures.of(
          Route.IDENTITY_PROVIDER_MAPPER,
          Exposures.configuration(
              mapper.getId(),
              "mapper "
                  + mapper.getName()
                  + " of identity provider "
                  + mapper.getIdentityProviderAlias()),
          realm
              .protection()
              .reached(
                  MapperSettings.identityProviderMapper(
                      mapper.getIdentityProviderMapper(), mapper.getConfig())));
    }
  }
}
