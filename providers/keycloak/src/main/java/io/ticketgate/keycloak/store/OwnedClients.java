package io.ticketgate.keycloak.store;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;

/** The clients of a realm that an attribute says somebody owns. */
public final class OwnedClients {

  private final Rows rows;
  private final String realmId;

  /**
   * A client.
   *
   * @param name what people call it; null for nothing
   */
  public record Owned(
      String clientId, @Nullable String name, boolean enabled, boolean serviceAccount) {}

  public OwnedClients(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /**
   * A page, in the order of the client ids.
   *
   * @param attributes by which clients name their owner
   * @param names the id and the user name of the owner
   * @param after client id of the last one of the page before; null to begin
   */
  public List<Owned> page(
      Collection<String> attributes, Collection<String> names, @Nullable String after, int most) {
    return rows
        .em()
        .createQuery(
            "select c.clientId, c.name, c.enabled, c.serviceAccountsEnabled from ClientEntity c"
                + " where c.realmId = :realmId and c.clientId > :after and exists (select a.name"
                + " from ClientAttributeEntity a where a.client = c and a.name in :attributes"
                + " and cast(a.value as string) in :names) order by c.clientId",
            Object[].class)
        .setParameter("realmId", realmId)
        .setParameter("after", after == null ? "" : after)
        .setParameter("attributes", attributes)
        .setParameter("names", names)
        .setMaxResults(most)
        .getResultList()
        .stream()
        .map(
            row ->
                new Owned(
                    (String) row[0],
                    (String) row[1],
                    Boolean.TRUE.equals(row[2]),
                    Boolean.TRUE.equals(row[3])))
        .toList();
  }
}
