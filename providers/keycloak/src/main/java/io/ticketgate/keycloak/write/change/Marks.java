package io.ticketgate.keycloak.write.change;

import java.util.function.Supplier;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;

/**
 * An attribute by which a rule may know a role or client. Anyone who may edit the role can remove
 * the attribute, so the role stays protected without it.
 */
final class Marks implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(RoleAttributeEntity.class, RoleMarked::new);
    rows.updated(RoleAttributeEntity.class, (attribute, update) -> new RoleMarked(attribute));
    rows.inserted(ClientAttributeEntity.class, Marks::client);
    rows.updated(ClientAttributeEntity.class, (attribute, update) -> client(attribute));
  }

  private static ClientMarked client(ClientAttributeEntity attribute) {
    ClientEntity client = attribute.getClient();
    return new ClientMarked(client::getRealmId, client.getId(), attribute.getName());
  }

  record RoleMarked(RoleAttributeEntity attribute) implements AttemptedChange {
    @Override
    public String realmId() {
      return attribute.getRole().getRealmId();
    }

    @Override
    public boolean begins(JudgedRealm realm) {
      return realm.protection().marks(attribute.getName());
    }

    @Override
    public void remember(JudgedRealm realm) {
      realm
          .contents()
          .role(attribute.getRole().getId())
          .ifPresent(realm.protection()::rememberMarked);
    }
  }

  /**
   * A client got an attribute.
   *
   * @param realm finds the realm, once the flush is over
   */
  record ClientMarked(Supplier<String> realm, String clientUuid, String attribute)
      implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public boolean begins(JudgedRealm judged) {
      return judged.protection().marks(attribute);
    }

    @Override
    public void remember(JudgedRealm judged) {
      if (judged.protection().marks(attribute)) {
        judged.contents().credential(clientUuid).ifPresent(judged.protection()::rememberMarked);
      }
    }
  }
}
