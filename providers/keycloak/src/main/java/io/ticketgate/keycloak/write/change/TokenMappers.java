package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.write.mapper.MapperSettings;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;

/** A mapper that writes into tokens was created or changed. */
final class TokenMappers implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(ProtocolMapperEntity.class, Written::new);
    rows.updated(ProtocolMapperEntity.class, (mapper, update) -> new Written(mapper));
    rows.collections(ProtocolMapperEntity.class, Written::new);
  }

  @Override
  public Stream<Written> standing(EntityManager em, RealmModel realm) {
    return em
        .createQuery(
            "select distinct m from ProtocolMapperEntity m left join fetch m.config"
                + " left join m.client c left join m.clientScope s"
                + " where c.realmId = :realmId or s.realmId = :realmId order by m.name, m.id",
            ProtocolMapperEntity.class)
        .setParameter("realmId", realm.getId())
        .getResultList()
        .stream()
        .map(Written::new);
  }

  record Written(ProtocolMapperEntity mapper) implements AttemptedChange {
    @Override
    public String realmId() {
      return mapper.getClient() == null
          ? mapper.getClientScope().getRealmId()
          : mapper.getClient().getRealmId();
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return Exposures.of(
          Route.PROTOCOL_MAPPER,
          Exposures.configuration(mapper.getId(), "mapper " + mapper.getName() + where()),
          realm
              .protection()
              .reached(
                  MapperSettings.protocolMapper(
                      mapper.getProtocol(), mapper.getProtocolMapper(), mapper.getConfig())));
    }

    private String where() {
      return mapper.getClient() == null
          ? " of client scope " + mapper.getClientScope().getName()
          : " of client " + mapper.getClient().getClientId();
    }
  }
}
