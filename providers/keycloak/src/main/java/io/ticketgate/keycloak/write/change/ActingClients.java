package io.ticketgate.keycloak.write.change;

import io.ticketgate.keycloak.realm.ClientCredentials;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ClientScopeClientMappingEntity;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.models.jpa.entities.UserGroupMembershipEntity;
import org.keycloak.models.jpa.entities.UserRoleMappingEntity;

/**
 * A client that acts with a role of the gate, such as the ITSM's, and its service account. Anyone
 * who silences it keeps the closing of tickets away from the gate, and so the end of grants. What
 * its credential is, {@link Credentials} guards.
 */
final class ActingClients implements Family {

  /** Without these as they were, it gets no token, or one that opens nothing. */
  private static final List<String> PROPERTIES =
      List.of(
          "enabled",
          "fullScopeAllowed",
          "protocol",
          "serviceAccountsEnabled",
          "publicClient",
          "bearerOnly",
          "clientAuthenticatorType",
          "notBefore");

  @Override
  public void recognise(Rows rows) {
    rows.updated(
        ClientEntity.class,
        (client, update) -> PROPERTIES.stream().anyMatch(update::changes) ? changed(client) : null);
    rows.inserted(ClientAttributeEntity.class, row -> attribute(row, null, row.getValue()));
    rows.updated(
        ClientAttributeEntity.class,
        (row, update) -> attribute(row, update.before("value"), row.getValue()));
    rows.deleted(ClientAttributeEntity.class, row -> attribute(row, row.getValue(), null));
    rows.written(ProtocolMapperEntity.class, ActingClients::mapper);
    rows.collections(ProtocolMapperEntity.class, ActingClients::mapper);
    rows.written(
        ClientScopeClientMappingEntity.class,
        row -> new Changed(() -> Scopes.realmOfClient(row.getClientId()), row.getClientId()));
    rows.changed(ClientEntity.class, "scopeMappingIds", ActingClients::changed);
    rows.updated(
        UserEntity.class,
        (user, update) ->
            update.changes("enabled")
                    && !user.isEnabled()
                    && user.getServiceAccountClientLink() != null
                ? new Silenced(user::getRealmId, user.getId())
                : null);
    rows.deleted(
        UserEntity.class,
        user ->
            user.getServiceAccountClientLink() == null
                ? null
                : new Silenced(user::getRealmId, user.getId()));
    rows.deleted(UserRoleMappingEntity.class, row -> new Stripped(row.getUser(), row.getRoleId()));
    rows.deleted(
        UserGroupMembershipEntity.class, row -> new Stripped(row.getUser(), row.getGroupId()));
  }

  private static Changed changed(ClientEntity client) {
    return new Changed(client::getRealmId, client.getId());
  }

  private static @Nullable Changed attribute(
      ClientAttributeEntity attribute, @Nullable Object before, @Nullable String after) {
    return ClientCredentials.isSame(before == null ? null : before.toString(), after)
        ? null
        : changed(attribute.getClient());
  }

  private static @Nullable Changed mapper(ProtocolMapperEntity mapper) {
    return mapper.getClient() == null ? null : changed(mapper.getClient());
  }

  /**
   * A client was changed.
   *
   * @param realm finds the realm, once the flush is over
   */
  record Changed(Supplier<String> realm, String clientUuid) implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public void guard(JudgedRealm judged) {
      if (judged.protection().enforced()
          && judged.guard().isAskedByBearer()
          && !judged.contents().credentialIsOwnWork(clientUuid)) {
        judged.contents().serviceAccount(clientUuid).ifPresent(judged.guard()::requireEqualOf);
      }
    }
  }

  /**
   * The account of a client was disabled or removed, alone or with its client.
   *
   * @param realm finds the realm, once the flush is over
   */
  record Silenced(Supplier<String> realm, String userId) implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public void guard(JudgedRealm judged) {
      if (judged.protection().enforced()) {
        judged.guard().requireEqualOfBefore(userId);
      }
    }
  }

  /**
   * A role or group was taken from an account.
   *
   * @param takenId id of the role or group
   */
  record Stripped(UserEntity user, String takenId) implements AttemptedChange {
    @Override
    public String realmId() {
      return user.getRealmId();
    }

    @Override
    public void guard(JudgedRealm judged) {
      if (user.getServiceAccountClientLink() != null
          && judged.protection().enforced()
          && judged.guard().containedOfGate(takenId)) {
        judged.guard().requireEqualOfBefore(user.getId());
      }
    }
  }
}
