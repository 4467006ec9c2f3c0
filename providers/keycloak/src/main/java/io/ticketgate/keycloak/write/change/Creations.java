package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.keycloak.realm.CredentialsBefore;
import java.util.List;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.UserEntity;

/** A new client, user or realm. */
final class Creations implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(ClientEntity.class, Creations::client);
    rows.inserted(UserEntity.class, row -> new NewUser(row.getRealmId(), row.getId()));
    rows.inserted(RealmEntity.class, realm -> new NewRealm(realm.getId()));
  }

  private static NewClient client(ClientEntity row) {
    CredentialsBefore.made(row.getId());
    return new NewClient(row.getRealmId(), row.getId());
  }

  /** It comes with a credential. That its tokens may carry every role is Keycloak's default. */
  record NewClient(String realmId, String clientUuid) implements AttemptedChange {
    @Override
    public void announce(MadeInTransaction made) {
      made.client(clientUuid);
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return Credentials.grant(clientUuid, realm).stream().toList();
    }
  }

  /** Whoever makes an account gives it what it logs in with. */
  record NewUser(String realmId, String userId) implements AttemptedChange {
    @Override
    public void announce(MadeInTransaction made) {
      made.user(userId);
    }
  }

  /** The creator of a realm decides what it contains. */
  record NewRealm(String realmId) implements AttemptedChange {
    @Override
    public void announce(MadeInTransaction made) {
      made.realm();
    }
  }
}
