package io.ticketgate.keycloak.store;

import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.core.classification.TrustRound.Known;
import io.ticketgate.core.classification.TrustRound.Outcome;
import io.ticketgate.core.classification.TrustRound.Part;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/** What is known of the trust base of a realm, and the marks of what came through the gate. */
public final class TrustedRows {

  private static final int LONGEST_ID = 255;

  private final Rows rows;
  private final String realmId;

  public TrustedRows(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** Ids of the realms of which something is known, also of those that are gone. */
  public static List<String> realms(KeycloakSession session) {
    return new Rows(session)
        .em()
        .createQuery("select distinct t.realmId from TgTrusted t", String.class)
        .getResultList();
  }

  /** Marks rows that are changed in this transaction. It waits for nobody: a mark is a new row. */
  public void mark(Collection<Key> keys) {
    for (Key key : Set.copyOf(keys)) {
      TrustMarkEntity mark = new TrustMarkEntity();
      mark.id = KeycloakModelUtils.generateId();
      mark.realmId = realmId;
      mark.entity = key.entity();
      mark.rowId = cut(key.id());
      rows.insert(mark);
    }
  }

  /** What is stored, as this transaction sees it. */
  public Known known() {
    Map<Part, String> digests = new HashMap<>();
    for (Object[] row :
        query(
            "select t.area, t.entity, t.rowId, t.digest from TgTrusted t where t.realmId ="
                + " :realmId")) {
      digests.put(
          new Part((String) row[0], new Key((String) row[1], (String) row[2])), (String) row[3]);
    }
    Map<Key, Set<String>> marks = new HashMap<>();
    for (Object[] row :
        query("select m.entity, m.rowId, m.id from TgTrustMark m where m.realmId = :realmId")) {
      marks
          .computeIfAbsent(new Key((String) row[0], (String) row[1]), key -> new HashSet<>())
          .add((String) row[2]);
    }
    return new Known(digests, marks);
  }

  private List<Object[]> query(String jpql) {
    return rows.em()
        .createQuery(jpql, Object[].class)
        .setParameter("realmId", realmId)
        .getResultList();
  }

  /** Stores what follows from a round. */
  public void store(Outcome outcome) {
    EntityManager em = rows.em();
    outcome.forget().forEach(part -> delete("TgTrusted", id(part)));
    outcome
        .learn()
        .forEach(
            (part, digest) -> {
              int known =
                  em.createQuery("update TgTrusted t set t.digest = :digest where t.id = :id")
                      .setParameter("digest", digest)
                      .setParameter("id", id(part))
                      .executeUpdate();
              if (known == 0) {
                em.persist(row(part, digest));
              }
            });
    outcome.settled().forEach(mark -> delete("TgTrustMark", mark));
  }

  /** Forgets all of the realm. */
  public void forget() {
    for (String entity : List.of("TgTrusted", "TgTrustMark")) {
      rows.em()
          .createQuery("delete from " + entity + " e where e.realmId = :realmId")
          .setParameter("realmId", realmId)
          .executeUpdate();
    }
  }

  private void delete(String entity, String id) {
    rows.em()
        .createQuery("delete from " + entity + " e where e.id = :id")
        .setParameter("id", id)
        .executeUpdate();
  }

  private TrustedEntity row(Part part, String digest) {
    TrustedEntity row = new TrustedEntity();
    row.id = id(part);
    row.realmId = realmId;
    row.area = part.area();
    row.entity = part.key().entity();
    row.rowId = cut(part.key().id());
    row.digest = digest;
    return row;
  }

  private String id(Part part) {
    return RowKey.of(realmId, part.area(), part.key().entity(), part.key().id());
  }

  /** Keycloak's ids are shorter; a name that is not is known by its beginning. */
  public static String cut(String id) {
    return id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID);
  }
}
