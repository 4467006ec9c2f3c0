package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Subject;
import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.storage.jpa.entity.BrokerLinkEntity;

/** An account of an identity provider is linked to a user: its owner can log in as that user. */
final class LinkedLogins implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(FederatedIdentityEntity.class, LinkedLogins::of);
    rows.updated(
        FederatedIdentityEntity.class, (row, update) -> update.changes("userId") ? of(row) : null);
    rows.inserted(BrokerLinkEntity.class, LinkedLogins::of);
    rows.updated(
        BrokerLinkEntity.class, (row, update) -> update.changes("brokerUserId") ? of(row) : null);
  }

  private static Linked of(FederatedIdentityEntity row) {
    return new Linked(new Holder.Local(row.getUser()));
  }

  private static Linked of(BrokerLinkEntity row) {
    return new Linked(new Holder.Federated(row.getRealmId(), row.getUserId()));
  }

  record Linked(Holder holder) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }

    /**
     * Anyone who can log in as a person has what that person was granted, and the gate if that
     * person administers it. A service account is nobody's login: its client has a credential.
     */
    @Override
    public void guard(JudgedRealm realm) {
      if (realm.protection().enforced()) {
        if (isServiceAccount(realm)) {
          throw realm
              .guard()
              .notPermitted(
                  "This is the account of a client, so no account of an identity provider may be"
                      + " linked to it: its owner would act as the client without its credential.");
        }
        realm.guard().requireEqualOf(holder.userId());
      }
      if (realm.bindings().lockedAndEnforced(holder.userId())) {
        throw realm
            .guard()
            .notPermitted(
                "This account has access under a ticket, so nobody else may be able to log in as it."
                    + " End the binding before you link the account to an identity provider.");
      }
    }

    private boolean isServiceAccount(JudgedRealm realm) {
      return realm
          .contents()
          .user(holder.userId())
          .filter(user -> user.kind() == Subject.Kind.SERVICE_ACCOUNT)
          .isPresent();
    }
  }
}
