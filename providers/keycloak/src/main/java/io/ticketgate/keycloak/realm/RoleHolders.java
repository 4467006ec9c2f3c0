package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.store.HolderPages;
import io.ticketgate.keycloak.store.HolderPages.Page;
import io.ticketgate.keycloak.store.HolderPages.Position;
import io.ticketgate.keycloak.store.HolderPages.Ungranted;
import io.ticketgate.keycloak.store.HolderPages.Ways;
import io.ticketgate.keycloak.store.Holders;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Who holds one role of a realm, with and without a binding, a page at a time. */
public final class RoleHolders {

  private static final Logger LOG = Logger.getLogger(RoleHolders.class);

  private final KeycloakSession session;
  private final RealmModel realm;
  private final HolderPages pages;
  private final String roleId;
  private final Ways ways;

  public RoleHolders(KeycloakSession session, RealmModel realm, Entitlement role) {
    this.session = session;
    this.realm = realm;
    this.pages = new HolderPages(session, realm.getId());
    this.roleId = role.id();
    Holders holders = new Holders(session, realm.getId());
    Set<String> bringing = holders.bringing(roleId);
    this.ways = new Ways(bringing, holders.groupsWith(bringing));
  }

  /**
   * Some of those who hold the role without a binding.
   *
   * @param next where to go on; null after the last holder
   */
  public record UnboundPage(List<Subject> people, @Nullable Position next) {}

  /**
   * Looks at some of the holders.
   *
   * @param most how many holders to look at, with a binding or without
   */
  public UnboundPage unbound(Position from, int most) {
    Page page = pages.holders(from, ways, most);
    Set<String> ids = new LinkedHashSet<>(page.ids());
    ids.removeAll(pages.bound(ids, roleId, ways.roles()));
    return new UnboundPage(people(ids), page.next());
  }

  /**
   * As {@link #unbound}, by their ids and without a look at the people.
   *
   * @param looked how many holders that were
   * @param next where to go on; null after the last holder
   */
  public record UnboundIds(Set<String> ids, int looked, @Nullable Position next) {}

  /** Looks at some of the holders, and reads none of them. */
  public UnboundIds unboundIds(Position from, int most) {
    Page page = pages.holders(from, ways, most);
    Set<String> ids = new LinkedHashSet<>(page.ids());
    int looked = ids.size();
    ids.removeAll(pages.bound(ids, roleId, ways.roles()));
    return new UnboundIds(ids, looked, page.next());
  }

  /** Ids of those of the users who hold the role without a binding. */
  public Set<String> unboundAmong(Collection<String> userIds) {
    Set<String> ids = new LinkedHashSet<>(userIds);
    ids.retainAll(pages.holding(userIds, ways));
    ids.removeAll(pages.bound(ids, roleId, ways.roles()));
    return ids;
  }

  /**
   * Looks at some of the active bindings for the role.
   *
   * @param after id of the last one that was looked at; empty to begin
   */
  public Ungranted ungranted(String after, int most) {
    return pages.ungranted(roleId, ways, after, most);
  }

  /** The users of these ids that are there. */
  public List<Subject> people(Set<String> ids) {
    return ids.stream()
        .map(this::user)
        .filter(Objects::nonNull)
        .map(user -> Subjects.of(user, realm))
        .toList();
  }

  /** One whose directory does not answer keeps nobody else; the next look finds them again. */
  private @Nullable UserModel user(String id) {
    try {
      return session.users().getUserById(realm, id);
    } catch (RuntimeException away) {
      LOG.debugf(away, "Nothing is known of user %s in realm %s", id, realm.getId());
      return null;
    }
  }
}
