package io.ticketgate.keycloak.write;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.keycloak.realm.RealmGate;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;

/**
 * The configuration of a realm that hands out protected roles although nobody could set it up any
 * more: it is older than the rule. It is judged as if it were written now, and all of it is read.
 */
public final class ExistingExposures {

  private ExistingExposures() {}

  /** One for each configuration and role, in the order in which the configuration is found. */
  public static List<AttemptedExposure> of(RealmGate gate) {
    return new Attempts(gate)
        .exposures(asWrittenNow(gate)).stream()
            .filter(exposure -> !gate.evaluator().rulesFor(exposure.entitlement()).isEmpty())
            .toList();
  }

  private static List<AttemptedChange> asWrittenNow(RealmGate gate) {
    String realmId = gate.realm().getId();
    List<AttemptedChange> changes = new ArrayList<>();
    read(
            gate,
            ProtocolMapperEntity.class,
            "select distinct m from ProtocolMapperEntity m left join fetch m.config"
                + " left join m.client c left join m.clientScope s"
                + " where c.realmId = :realmId or s.realmId = :realmId order by m.name, m.id")
        .forEach(mapper -> changes.add(new AttemptedChange.TokenMapperWritten(mapper)));
    read(
            gate,
            IdentityProviderMapperEntity.class,
            "select distinct m from IdentityProviderMapperEntity m left join fetch m.config"
                + " where m.realmId = :realmId order by m.name, m.id")
        .forEach(mapper -> changes.add(new AttemptedChange.LoginMapperWritten(mapper)));
    read(
            gate,
            ComponentEntity.class,
            "select c from ComponentEntity c where c.realm.id = :realmId and c.providerType = '"
                + PreWriteListener.LDAP_MAPPER
                + "' order by c.name, c.id")
        .forEach(mapper -> changes.add(new AttemptedChange.Configured(mapper)));
    gate.realm()
        .getDefaultGroupsStream()
        .forEach(
            group -> changes.add(new AttemptedChange.DefaultGroupAdded(realmId, group.getId())));
    return changes;
  }

  private static <E> List<E> read(RealmGate gate, Class<E> type, String query) {
    EntityManager em = gate.session().getProvider(JpaConnectionProvider.class).getEntityManager();
    return em.createQuery(query, type)
        .setParameter("realmId", gate.realm().getId())
        .getResultList();
  }
}
