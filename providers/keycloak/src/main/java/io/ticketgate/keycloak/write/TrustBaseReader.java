package io.ticketgate.keycloak.write;

import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.classification.Classification;
import io.ticketgate.core.classification.Meaning;
import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.core.classification.TrustRound.Part;
import io.ticketgate.core.evidence.Digest;
import io.ticketgate.keycloak.write.change.ClosedWorld;
import io.ticketgate.keycloak.write.change.TrustKeys;
import jakarta.persistence.EntityManager;
import jakarta.persistence.metamodel.EntityType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.Session;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.jpa.entities.ComponentConfigEntity;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.models.jpa.entities.RealmAttributeEntity;

/**
 * Reads the trust base of a realm as the database has it, past Keycloak's caches, in one digest for
 * each row and area. {@code classification.txt} says what belongs to it. It costs one statement for
 * each kind of row, and one for each hundred rows with collections; neither people nor their grants
 * are read.
 *
 * <p>To be used in a session that has read nothing before: Hibernate would answer with what it has.
 */
public final class TrustBaseReader {

  private static final int BATCH = 100;

  /** What the owners of resources share is no trust base, and may be much. */
  private static final String OF_THE_REALMS_CLIENTS =
      " exists (select 1 from ClientEntity c where c.id = e.%s and c.realmId = :realm)";

  /** Kinds of rows that do not name their realm themselves. */
  private static final Map<String, String> CONDITIONS =
      Map.of(
          "RealmEntity", " e.id = :realm",
          "ClientEntity", " e.realmId = :realm and e.authFlowBindings is not empty",
          "OrganizationDomainEntity", " e.organization.realmId = :realm",
          "ResourceServerEntity", OF_THE_REALMS_CLIENTS.formatted("id"),
          "PolicyEntity",
              OF_THE_REALMS_CLIENTS.formatted("resourceServer.id")
                  + " and not (e.type = 'uma' and e.owner is not null)");

  /** A part of its component; and tables that Keycloak does not use any more. */
  private static final Set<String> NOT_READ =
      Set.of("ComponentConfigEntity", "UserFederationMapperEntity", "UserFederationProviderEntity");

  private final Classification classification = ClosedWorld.classification();
  private final EntityManager em;
  private final SessionFactoryImplementor factory;

  public TrustBaseReader(KeycloakSession session) {
    this.em = session.getProvider(JpaConnectionProvider.class).getEntityManager();
    this.factory = em.getEntityManagerFactory().unwrap(SessionFactoryImplementor.class);
  }

  /** The digests of all that belongs to the trust base of a realm. */
  public Map<Part, String> read(String realmId) {
    em.unwrap(Session.class).setFetchBatchSize(BATCH);
    Map<Part, String> digests = new HashMap<>();
    for (EntityType<?> type : em.getMetamodel().getEntities()) {
      String entity = type.getJavaType().getSimpleName();
      if (belongs(entity) && type.getJavaType().getName().startsWith("org.keycloak.")) {
        rows(type, realmId).forEach(row -> digest(entity, row, digests));
        em.clear();
      }
    }
    return digests;
  }

  /**
   * Returns whether a row of that kind may come and go without anybody's consent, and only what it
   * says counts. A client is read only if it has flows of its own, so it counts when it appears.
   */
  public boolean comesAndGoes(Key key) {
    return !key.entity().equals("ClientEntity")
        && !classification.depends(key.entity(), Classification.ROW)
        && !classification.of(key.entity(), Classification.ROW).guarded();
  }

  private boolean belongs(String entity) {
    return !NOT_READ.contains(entity)
        && (classification.depends(entity, Classification.ROW)
            || Stream.concat(
                    Stream.of(Classification.ROW), classification.properties(entity).stream())
                .anyMatch(property -> classification.of(entity, property).guarded()));
  }

  private List<?> rows(EntityType<?> type, String realmId) {
    return em.createQuery("select e from " + type.getName() + " e where" + condition(type))
        .setParameter("realm", realmId)
        .getResultList();
  }

  private static String condition(EntityType<?> type) {
    String known = CONDITIONS.get(type.getJavaType().getSimpleName());
    if (known != null) {
      return known;
    }
    Set<String> names = new HashSet<>();
    type.getAttributes().forEach(attribute -> names.add(attribute.getName()));
    if (names.contains("realm")) {
      return " e.realm.id = :realm";
    }
    if (names.contains("realmId")) {
      return " e.realmId = :realm";
    }
    throw new IllegalStateException("Nobody has said to which realm a " + type.getName() + " is");
  }

  private void digest(String entity, Object row, Map<Part, String> digests) {
    Map<String, Map<String, Object>> areas = new TreeMap<>();
    Meaning whole = meaning(entity, Classification.ROW, row);
    if (row instanceof RealmAttributeEntity attribute
        && ClosedWorld.saysNothing(attribute.getName(), attribute.getValue())) {
      return;
    }
    area(whole, areas);
    EntityPersister persister =
        factory.getMappingMetamodel().getEntityDescriptor(Hibernate.getClass(row));
    for (String property : persister.getPropertyNames()) {
      Meaning meaning = meaning(entity, property, row);
      @Nullable Map<String, Object> ofArea = isRead(entity, property) ? area(meaning, areas) : null;
      if (ofArea != null) {
        ofArea.put(property, text(persister.getPropertyValue(row, property)));
      }
    }
    if (row instanceof ComponentEntity component) {
      settings(component, whole, areas);
    }
    areas.forEach((area, values) -> digests.put(new Part(area, TrustKeys.of(row)), digest(values)));
  }

  private static String digest(Map<String, Object> values) {
    Digest digest = new Digest();
    values.forEach((name, value) -> digest.field(name, text(value)));
    return digest.hex();
  }

  private static boolean isRead(String entity, String property) {
    return !property.equals("_identifierMapper")
        && !(entity.equals("ComponentEntity") && property.equals("componentConfigs"));
  }

  private Meaning meaning(String entity, String property, Object row) {
    if (!classification.depends(entity, property)) {
      return classification.of(entity, property);
    }
    if (row instanceof ComponentEntity component) {
      return classification.ofValue(entity, component.getProviderType());
    }
    if (row instanceof RealmAttributeEntity attribute) {
      return classification.ofValue(entity, attribute.getName());
    }
    return Meaning.NONE;
  }

  private void settings(
      ComponentEntity component, Meaning whole, Map<String, Map<String, Object>> areas) {
    for (ComponentConfigEntity setting : component.getComponentConfigs()) {
      Meaning meaning =
          classification.knowsValue("ComponentConfigEntity", setting.getName())
              ? classification.ofValue("ComponentConfigEntity", setting.getName())
              : whole;
      @Nullable Map<String, Object> ofArea = area(meaning, areas);
      if (ofArea != null) {
        ofArea.merge(
            "config." + setting.getName(),
            List.of(String.valueOf(setting.getValue())),
            TrustBaseReader::joined);
      }
    }
  }

  private static Object joined(Object some, Object more) {
    List<String> all = new ArrayList<>();
    Stream.of(some, more).forEach(list -> ((List<?>) list).forEach(each -> all.add(text(each))));
    all.sort(null);
    return all;
  }

  private static @Nullable Map<String, Object> area(
      Meaning meaning, Map<String, Map<String, Object>> areas) {
    String area = meaning.area();
    return !meaning.guarded() || area == null || area.equals(Areas.GATE)
        ? null
        : areas.computeIfAbsent(area, name -> new TreeMap<>());
  }

  /** A value as a text that is the same whenever the value is. */
  private static String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(text(key), text(each)));
      return sorted.toString();
    }
    if (value instanceof Collection<?> several) {
      return several.stream().map(TrustBaseReader::text).sorted().toList().toString();
    }
    return value != null
            && value.getClass().getName().startsWith("org.keycloak.")
            && !(value instanceof Enum)
        ? TrustKeys.of(value).id()
        : String.valueOf(value);
  }
}
