package io.ticketgate.keycloak.write.change;

import java.util.Set;
import org.keycloak.authorization.jpa.entities.PolicyEntity;
import org.keycloak.authorization.jpa.entities.ResourceEntity;

/**
 * What the owner of a resource shares with others (UMA): a policy of the owner's about the
 * resource, and others beside it that say with whom. Keycloak (26.7.3, {@code
 * UMAPolicyProviderFactory}, {@code UserManagedPermissionUtil}) makes them in the owner's name.
 */
final class Sharing implements Family {

  private static final String SHARED = "uma";

  /** By themselves these permit nothing. */
  private static final Set<String> WITH_WHOM = Set.of("user", "role", "group", "client");

  @Override
  public void recognise(Rows rows) {
    rows.inserted(PolicyEntity.class, policy -> new Noted(policy, Event.MADE));
    rows.deleted(PolicyEntity.class, policy -> new Noted(policy, Event.REMOVED));
    rows.updated(
        PolicyEntity.class,
        (policy, update) ->
            update.changes("owner") || update.changes("type")
                ? new Noted(policy, Event.OF_ANOTHER)
                : null);
  }

  private enum Event {
    MADE,
    REMOVED,
    /** It has another owner than it had, or is of another type. */
    OF_ANOTHER
  }

  /** Something of a policy that the judgement of its rows rests on. */
  private record Noted(PolicyEntity policy, Event event) implements AttemptedChange {
    @Override
    public String realmId() {
      return RealmOf.row(policy);
    }

    @Override
    public void announce(MadeInTransaction made) {
      switch (event) {
        case MADE -> made.policy(policy.getId());
        case REMOVED -> made.policyRemoved(policy.getId());
        case OF_ANOTHER -> made.policyOfAnother(policy.getId());
      }
    }
  }

  /**
   * Returns whether a policy is the owner's of a resource, and the owner writes it. Anybody may
   * remove one, which takes away.
   */
  static boolean isOf(PolicyEntity policy, JudgedRealm realm) {
    String owner = policy.getOwner();
    if (owner == null || owner.equals(policy.getResourceServer().getId())) {
      return false;
    }
    if (realm.made().isPolicyRemoved(policy.getId())) {
      return true;
    }
    return realm.made().keepsItsOwner(policy.getId())
        && !realm.guard().isAskedByOtherThan(owner)
        && concerns(policy, owner);
  }

  private static boolean concerns(PolicyEntity policy, String owner) {
    Set<ResourceEntity> resources = policy.getResources();
    return WITH_WHOM.contains(policy.getType())
        ? resources.isEmpty()
        : SHARED.equals(policy.getType())
            && !resources.isEmpty()
            && resources.stream()
                .allMatch(
                    resource ->
                        resource.isOwnerManagedAccess() && owner.equals(resource.getOwner()));
  }
}
