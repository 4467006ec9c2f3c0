package io.ticketgate.keycloak.calls;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import org.keycloak.models.ClientModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

/** Turns a Keycloak model into a subject of the domain. Reads nothing else. */
public final class Subjects {

  private Subjects() {}

  /** A user as a person in a record. */
  public static Person person(UserModel user) {
    return new Person(user.getId(), user.getUsername());
  }

  /**
   * A user as the subject of a grant. A service account has the name of its client.
   *
   * @param realm the realm of the user
   */
  public static Subject of(UserModel user, RealmModel realm) {
    String clientLink = user.getServiceAccountClientLink();
    ClientModel client = clientLink == null ? null : realm.getClientById(clientLink);
    return client == null
        ? new Subject(Subject.Kind.USER, user.getId(), user.getUsername())
        : new Subject(Subject.Kind.SERVICE_ACCOUNT, user.getId(), client.getClientId());
  }

  /** A client as the subject that holds its own credential. */
  public static Subject of(ClientModel client) {
    return new Subject(Subject.Kind.CLIENT, client.getId(), client.getClientId());
  }

  /** A group as a structure that carries roles; its name is its path. */
  public static Subject of(GroupModel group) {
    return new Subject(Subject.Kind.GROUP, group.getId(), GroupPaths.of(group));
  }

  /** A composite role as a structure that carries other roles. */
  public static Subject of(RoleModel role) {
    return new Subject(Subject.Kind.ROLE, role.getId(), Entitlements.of(role).name().toString());
  }
}
