package io.ticketgate.keycloak.store;

import io.ticketgate.core.rule.NamePattern;
import io.ticketgate.core.rule.Rule.ClientRolePattern;
import io.ticketgate.spi.EntitlementName;
import jakarta.persistence.TypedQuery;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.keycloak.models.KeycloakSession;

/**
 * What the patterns of a rule match in a realm now. Of each pattern at most {@link #MOST} names are
 * read, however many there are.
 */
public final class MatchedNames {

  /** So many names are counted; of more it is only known that there are more. */
  public static final int MOST = 200;

  private static final char ESCAPE = '!';

  private final Rows rows;
  private final String realmId;

  /**
   * What one pattern matches.
   *
   * @param names in their order, as people write them
   * @param more whether there are further ones that were not read
   */
  public record Matched(List<String> names, boolean more) {

    public Matched {
      names = List.copyOf(names);
    }
  }

  public MatchedNames(KeycloakSession session, String realmId) {
    this.rows = new Rows(session);
    this.realmId = realmId;
  }

  /** Realm roles. */
  public Matched realmRoles(NamePattern pattern) {
    return matched(
        query(
                "select r.name, r.name from RoleEntity r where r.realmId = :realmId"
                    + " and r.clientRole = false and r.name like :name escape '!' order by r.name")
            .setParameter("name", pattern.like(ESCAPE)),
        row -> new EntitlementName.RealmRole((String) row[0]),
        name -> pattern.matches(name.ownName()));
  }

  /** Roles of clients. */
  public Matched clientRoles(ClientRolePattern pattern) {
    return matched(
        query(
                "select c.clientId, r.name from RoleEntity r, ClientEntity c"
                    + " where c.id = r.clientId and r.realmId = :realmId and r.clientRole = true"
                    + " and c.clientId like :client escape '!' and r.name like :name escape '!'"
                    + " order by c.clientId, r.name")
            .setParameter("client", pattern.client().like(ESCAPE))
            .setParameter("name", pattern.role().like(ESCAPE)),
        row -> new EntitlementName.ClientRole((String) row[0], (String) row[1]),
        pattern::matches);
  }

  /** Clients whose credential it is. */
  public Matched clients(NamePattern pattern) {
    return matched(
        query(
                "select c.clientId, c.clientId from ClientEntity c where c.realmId = :realmId"
                    + " and c.clientId like :name escape '!' order by c.clientId")
            .setParameter("name", pattern.like(ESCAPE)),
        row -> new EntitlementName.ClientCredential((String) row[0]),
        name -> pattern.matches(name.ownName()));
  }

  /** Roles and clients that an attribute marks. */
  public Matched marked(String attribute, String value) {
    Matched roles =
        matched(
            query(
                    "select c.clientId, r.name from RoleAttributeEntity a join a.role r"
                        + " left join ClientEntity c on c.id = r.clientId"
                        + " where r.realmId = :realmId and a.name = :name and a.value = :value"
                        + " order by r.name")
                .setParameter("name", attribute)
                .setParameter("value", value),
            row ->
                row[0] == null
                    ? new EntitlementName.RealmRole((String) row[1])
                    : new EntitlementName.ClientRole((String) row[0], (String) row[1]),
            name -> true);
    Matched clients =
        matched(
            query(
                    "select c.clientId, c.clientId from ClientAttributeEntity a join a.client c"
                        + " where c.realmId = :realmId and a.name = :name"
                        + " and cast(a.value as string) = :value order by c.clientId")
                .setParameter("name", attribute)
                .setParameter("value", value),
            row -> new EntitlementName.ClientCredential((String) row[0]),
            name -> true);
    return new Matched(
        Stream.concat(roles.names().stream(), clients.names().stream()).toList(),
        roles.more() || clients.more());
  }

  private TypedQuery<Object[]> query(String text) {
    return rows.em().createQuery(text, Object[].class).setParameter("realmId", realmId);
  }

  private static <N extends EntitlementName> Matched matched(
      TypedQuery<Object[]> query,
      Function<Object[], N> name,
      java.util.function.Predicate<N> matches) {
    List<Object[]> found = query.setMaxResults(MOST + 1).getResultList();
    return new Matched(
        found.stream().limit(MOST).map(name).filter(matches).map(Object::toString).toList(),
        found.size() > MOST);
  }
}
