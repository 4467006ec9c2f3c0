package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.keycloak.write.mapper.HandedOut;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;

/**
 * The users, groups, roles and clients of a realm, by id; empty for an id that does not exist, or
 * no longer.
 */
public interface RealmContents {

  /** A user or service account. */
  Optional<Subject> user(String id);

  /** A group as a structure that carries roles. */
  Optional<Subject> group(String id);

  /** A role as a structure that carries other roles. */
  Optional<Subject> composite(String roleId);

  /** A client as the holder of its credential. */
  Optional<Subject> client(String uuid);

  /** A role as an entitlement. */
  Optional<Entitlement> role(String id);

  /** The credential of a client. */
  Optional<Entitlement> credential(String clientUuid);

  /**
   * Returns whether a client is the one by which the master realm administers another realm, and
   * has the name that this realm's name gives it.
   */
  boolean isNamedAfterItsRealm(String clientUuid);

  /** The id of the user that a client's service account is; empty for none. */
  Optional<String> serviceAccount(String clientUuid);

  /** Returns whether an identity provider answers for the people of an organisation. */
  boolean hasIdentityProvider(String organizationId);

  /** The roles that a client owns. */
  List<Entitlement> rolesOfClient(String uuid);

  /** The roles that the members of a group have by it: its own and those of the groups above. */
  Set<Entitlement> rolesOfGroup(String id);

  /** The roles that each of the groups above a group carries itself, the nearest first. */
  List<Carrier> above(String groupId);

  /** A role and every role that it contains. */
  Set<Entitlement> closure(Entitlement role);

  /** The roles of these ids, and every composite role that contains one of them. */
  Set<Entitlement> bringing(Set<String> roleIds);

  /** A client scope. */
  Optional<Scope> clientScope(String id);

  /** A component as it is now. */
  Optional<ComponentModel> component(String id);

  /** Every component of that type. */
  List<ComponentModel> components(String providerType);

  /**
   * Returns whether a client's credential is exactly what the gate itself has set in this session.
   */
  boolean credentialIsOwnWork(String clientUuid);

  /** Returns whether an attribute of a client is an owner that the gate has set in this session. */
  boolean ownerIsOwnWork(String clientUuid, String attribute);

  /** Who registers a client by the request that is judged; null where nobody does. */
  Detail.@Nullable Registered registered();

  /** A group and the roles that are mapped to it. */
  record Carrier(Subject group, List<Entitlement> roles) {}

  /**
   * A client scope.
   *
   * @param handedOut what its mappers write into tokens
   * @param mapped the roles that tokens with this scope may carry
   */
  record Scope(String name, Set<HandedOut> handedOut, List<Entitlement> mapped) {}
}
