package io.ticketgate.keycloak.write.change;

import org.keycloak.models.jpa.entities.FederatedIdentityEntity;
import org.keycloak.storage.jpa.entity.BrokerLinkEntity;

/** An account of an identity provider is linked to a user: its owner can log in as that user. */
final class LinkedLogins implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(
        FederatedIdentityEntity.class, row -> new Linked(new Holder.Local(row.getUser())));
    rows.inserted(
        BrokerLinkEntity.class,
        row -> new Linked(new Holder.Federated(row.getRealmId(), row.getUserId())));
  }

  record Linked(Holder holder) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }

    /** Anyone who can log in as a person has what that person was granted. */
    @Override
    public void guard(JudgedRealm realm) {
      if (realm.bindings().lockedAndEnforced(holder.userId())) {
        throw realm
            .guard()
            .notPermitted(
                "This account has access under a ticket, so nobody else may be able to log in as it."
                    + " End the binding before you link the account to an identity provider.");
      }
    }
  }
}
