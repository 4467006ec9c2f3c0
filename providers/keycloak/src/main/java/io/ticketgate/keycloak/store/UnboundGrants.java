package io.ticketgate.keycloak.store;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;

/** Protected grants without a binding that were found, so that each is reported once. */
public final class UnboundGrants {

  private static final String SWEEP = "#sweep";

  private final KeycloakSession session;
  private final Rows rows;
  private final String realmId;

  /** A subject and the role that it has. */
  public record Grant(String subjectId, String entitlementId) {}

  public UnboundGrants(KeycloakSession session, String realmId) {
    this.session = session;
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** Ids of the realms that have components of that type. */
  public static List<String> realmsWith(KeycloakSession session, String componentType) {
    return new Rows(session)
        .em()
        .createQuery(
            "select distinct c.realm.id from ComponentEntity c where c.providerType = :type",
            String.class)
        .setParameter("type", componentType)
        .getResultList();
  }

  /** A component of a realm, as far as it can be told without reading the realm. */
  public record Component(String realmId, String id, String name) {}

  /** The components of that type, directly below their realm, of these providers. */
  public static List<Component> components(
      KeycloakSession session, String componentType, Set<String> providerIds) {
    if (providerIds.isEmpty()) {
      return List.of();
    }
    return new Rows(session)
            .em()
            .createQuery(
                "select c.realm.id, c.id, c.name from ComponentEntity c where c.providerType ="
                    + " :type and c.providerId in :ids and c.parentId = c.realm.id order by c.id",
                Object[].class)
            .setParameter("type", componentType)
            .setParameter("ids", providerIds)
            .getResultList()
            .stream()
            .map(row -> new Component((String) row[0], (String) row[1], (String) row[2]))
            .toList();
  }

  /**
   * Returns whether this node is the one that looks through the realm, until its transaction ends.
   */
  public boolean claim() {
    DueBindings.Due sweep = new DueBindings.Due(realmId, SWEEP);
    String id = RowKey.of(realmId, SWEEP);
    if (rows.find(SubjectEntity.class, id) == null) {
      SubjectEntity row = new SubjectEntity();
      row.id = id;
      row.realmId = realmId;
      row.subjectId = SWEEP;
      try {
        NewRow.insertMissing(rows.em(), row);
      } catch (RuntimeException failure) {
        if (LockFailure.is(failure)) {
          return false; // another node is the first to look
        }
        throw failure;
      }
    }
    return new DueBindings(session).claim(sweep);
  }

  /**
   * What has been found beside the holders of these roles: of clients, of roles held together, and
   * of roles that are protected no more.
   *
   * @return each, and when it was found first
   */
  public Map<Grant, Instant> knownBeside(Set<String> roleIds) {
    Map<Grant, Instant> known = new LinkedHashMap<>();
    rows.em()
        .createQuery(
            "select u.subjectId, u.entitlementId, u.foundAt from TgUnbound u where u.realmId ="
                + " :realmId and u.entitlementId not in :roleIds order by u.foundAt, u.id",
            Object[].class)
        .setParameter("realmId", realmId)
        // An empty list is no valid SQL everywhere.
        .setParameter("roleIds", roleIds.isEmpty() ? Set.of("") : roleIds)
        .getResultList()
        .forEach(
            row ->
                known.put(
                    new Grant((String) row[0], (String) row[1]),
                    Instant.ofEpochMilli((Long) row[2])));
    return known;
  }

  /**
   * What has been found of a role.
   *
   * @param foundAt when it was found first
   * @param voided whether the earlier tokens are void
   */
  public record Known(Instant foundAt, boolean voided) {}

  /** What has been found of some subjects and one entitlement, by the id of the subject. */
  public Map<String, Known> among(Collection<String> subjectIds, String entitlementId) {
    Map<String, Known> known = new HashMap<>();
    if (!subjectIds.isEmpty()) {
      rows.em()
          .createQuery(
              "select u.subjectId, u.foundAt, u.voidedAt from TgUnbound u where u.id in :ids",
              Object[].class)
          .setParameter(
              "ids", subjectIds.stream().map(each -> id(new Grant(each, entitlementId))).toList())
          .getResultList()
          .forEach(
              row ->
                  known.put(
                      (String) row[0],
                      new Known(Instant.ofEpochMilli((Long) row[1]), row[2] != null)));
    }
    return known;
  }

  /**
   * Some of the subjects that have been found to hold an entitlement, in the order of their ids.
   *
   * @param after id of the last one before; empty to begin
   */
  public List<String> subjectsOf(String entitlementId, String after, int most) {
    return rows.em()
        .createQuery(
            "select u.subjectId from TgUnbound u where u.realmId = :realmId and u.entitlementId ="
                + " :entitlementId and u.subjectId > :after order by u.subjectId",
            String.class)
        .setParameter("realmId", realmId)
        .setParameter("entitlementId", entitlementId)
        .setParameter("after", after)
        .setMaxResults(most)
        .getResultList();
  }

  /** Notes that what was issued before is void; nothing where the grant is not known. */
  public void markVoided(Grant grant, Instant now) {
    rows.em()
        .createQuery("update TgUnbound u set u.voidedAt = :now where u.id = :id")
        .setParameter("now", now.toEpochMilli())
        .setParameter("id", id(grant))
        .executeUpdate();
  }

  /** Notes what is found for the first time. */
  public void add(Grant grant, Instant now) {
    UnboundEntity row = new UnboundEntity();
    row.id = id(grant);
    row.realmId = realmId;
    row.subjectId = grant.subjectId();
    row.entitlementId = grant.entitlementId();
    row.foundAt = now.toEpochMilli();
    rows.insert(row);
  }

  /** Forgets grants that are bound or gone. */
  public void forget(Set<Grant> grants) {
    for (Grant grant : grants) {
      rows.em()
          .createQuery("delete from TgUnbound u where u.id = :id")
          .setParameter("id", id(grant))
          .executeUpdate();
    }
  }

  private String id(Grant grant) {
    return RowKey.of(realmId, grant.subjectId(), grant.entitlementId());
  }
}
