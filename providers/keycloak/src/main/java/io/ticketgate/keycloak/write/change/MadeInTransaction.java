package io.ticketgate.keycloak.write.change;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the transaction has created: the creator of a client or realm decides about it. */
public final class MadeInTransaction {

  private final Set<String> clients = new HashSet<>();
  private final Set<String> newNames = new HashSet<>();
  private final Set<String> users = new HashSet<>();
  private final Set<String> structures = new HashSet<>();
  private final Set<String> policies = new HashSet<>();
  private final Set<String> removedPolicies = new HashSet<>();
  private final Set<String> policiesOfAnother = new HashSet<>();
  private final Map<Part, Integer> parts = new HashMap<>();
  private boolean realm;

  private record Part(Object owner, String name, @Nullable Object value) {}

  /** What these changes announce. */
  public static MadeInTransaction by(Collection<? extends AttemptedChange> changes) {
    MadeInTransaction made = new MadeInTransaction();
    changes.forEach(change -> change.announce(made));
    return made;
  }

  void client(String uuid) {
    clients.add(uuid);
    newNames.add(uuid);
  }

  /** A client, new or not, that has got its name. */
  void clientNamed(String uuid) {
    newNames.add(uuid);
  }

  /**
   * Notes one of several things that belong to a row, such as a setting, that was written or taken
   * away.
   *
   * @param owner the row, or its id
   * @param added false when it was taken away
   */
  void part(Object owner, String name, @Nullable Object value, boolean added) {
    parts.merge(new Part(owner, name, value), added ? 1 : -1, Integer::sum);
  }

  /** Returns whether such a part is there now that was not before, or the reverse. */
  boolean changes(Object owner, String name, @Nullable Object value) {
    return parts.getOrDefault(new Part(owner, name, value), 0) != 0;
  }

  void policy(String id) {
    policies.add(id);
  }

  void policyRemoved(String id) {
    removedPolicies.add(id);
  }

  /** A policy has another owner than it had. */
  void policyOfAnother(String id) {
    policiesOfAnother.add(id);
  }

  boolean isPolicyRemoved(String id) {
    return removedPolicies.contains(id);
  }

  /** Returns whether a policy is new, or has the owner that it had. */
  boolean keepsItsOwner(String id) {
    return policies.contains(id) || !policiesOfAnother.contains(id);
  }

  /** A group or role. */
  void structure(String id) {
    structures.add(id);
  }

  boolean isNewStructure(String id) {
    return structures.contains(id);
  }

  void user(String id) {
    users.add(id);
  }

  boolean isNewUser(String id) {
    return users.contains(id);
  }

  void realm() {
    realm = true;
  }

  boolean hasNewName(String clientUuid) {
    return newNames.contains(clientUuid);
  }

  /** The ids of the new clients, users, groups and roles. */
  public Set<String> ids() {
    Set<String> ids = new HashSet<>(clients);
    ids.addAll(users);
    ids.addAll(structures);
    return ids;
  }

  boolean isNewClient(String uuid) {
    return clients.contains(uuid);
  }

  /** Returns whether the realm itself is new. */
  public boolean isNewRealm() {
    return realm;
  }
}
