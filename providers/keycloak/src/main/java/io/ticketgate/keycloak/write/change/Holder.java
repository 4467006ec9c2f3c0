package io.ticketgate.keycloak.write.change;

import org.keycloak.models.jpa.entities.UserEntity;

/** The user that a role mapping or membership is written for. */
sealed interface Holder {

  /** May read the entity, so not to be called inside a flush. */
  String realmId();

  String userId();

  /** A user in Keycloak's own tables. */
  record Local(UserEntity user) implements Holder {
    @Override
    public String realmId() {
      return user.getRealmId();
    }

    @Override
    public String userId() {
      return user.getId();
    }
  }

  /** A user of a storage provider, whose mappings Keycloak keeps beside. */
  record Federated(String realmId, String userId) implements Holder {}
}
