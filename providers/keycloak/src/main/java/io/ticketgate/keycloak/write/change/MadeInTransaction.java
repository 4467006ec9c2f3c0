package io.ticketgate.keycloak.write.change;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** What the transaction has created: the creator of a client or realm decides about it. */
public final class MadeInTransaction {

  private final Set<String> clients = new HashSet<>();
  private boolean realm;

  /** What these changes announce. */
  public static MadeInTransaction by(Collection<? extends AttemptedChange> changes) {
    MadeInTransaction made = new MadeInTransaction();
    changes.forEach(change -> change.announce(made));
    return made;
  }

  void client(String uuid) {
    clients.add(uuid);
  }

  void realm() {
    realm = true;
  }

  boolean isNewClient(String uuid) {
    return clients.contains(uuid);
  }

  /** Returns whether the realm itself is new. */
  public boolean isNewRealm() {
    return realm;
  }
}
