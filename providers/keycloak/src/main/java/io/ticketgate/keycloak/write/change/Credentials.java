package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.NewClient;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.realm.ClientCredentials;
import io.ticketgate.keycloak.realm.CredentialsBefore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;

/**
 * What a client authenticates with. A row that repeats the stored values is no change: tools write
 * a whole client repeatedly.
 */
final class Credentials implements Family {

  private static final Set<String> PROPERTIES =
      Set.of(
          "secret", "clientAuthenticatorType", "publicClient", "bearerOnly", "registrationToken");

  @Override
  public void recognise(Rows rows) {
    rows.updated(ClientEntity.class, Credentials::updated);
    rows.inserted(ClientAttributeEntity.class, attribute -> changed(attribute, null));
    rows.updated(
        ClientAttributeEntity.class,
        (attribute, update) -> changed(attribute, update.before("value")));
    rows.deleted(ClientAttributeEntity.class, Credentials::deleted);
  }

  private static @Nullable Written updated(ClientEntity client, Rows.Update update) {
    List<String> changed = PROPERTIES.stream().filter(update::changes).toList();
    changed.forEach(
        property -> CredentialsBefore.property(client.getId(), property, update.before(property)));
    // To be one no longer gives nothing.
    boolean enabled = client.isServiceAccountsEnabled() && update.changes("serviceAccountsEnabled");
    return !changed.isEmpty() || enabled ? written(client) : null;
  }

  private static @Nullable Written changed(
      ClientAttributeEntity attribute, @Nullable Object before) {
    before(attribute, before == null ? null : before.toString());
    return ClientCredentials.isCredential(attribute.getName())
            && !ClientCredentials.isSame(
                before == null ? null : before.toString(), attribute.getValue())
        ? written(attribute.getClient())
        : null;
  }

  /**
   * Keycloak itself drops the old secret whenever a client is written without a rotation policy.
   */
  private static @Nullable Written deleted(ClientAttributeEntity attribute) {
    String name = attribute.getName();
    before(attribute, attribute.getValue());
    return ClientCredentials.isCredential(name)
            && !ClientCredentials.isOldSecret(name)
            && !ClientCredentials.isSame(attribute.getValue(), null)
        ? written(attribute.getClient())
        : null;
  }

  private static void before(ClientAttributeEntity attribute, @Nullable String value) {
    if (ClientCredentials.isCredential(attribute.getName())) {
      CredentialsBefore.attribute(attribute.getClient().getId(), attribute.getName(), value);
    }
  }

  private static Written written(ClientEntity client) {
    return new Written(client::getRealmId, client.getId());
  }

  /** However much of a client was written, its credential is granted once; by the gate, not. */
  static Optional<AttemptedGrant> grant(String clientUuid, JudgedRealm realm) {
    return realm
        .contents()
        .client(clientUuid)
        .filter(client -> !realm.contents().credentialIsOwnWork(clientUuid))
        .flatMap(
            client ->
                realm
                    .contents()
                    .credential(clientUuid)
                    .map(
                        credential ->
                            grant(client, Holding.mapped(credential), clientUuid, realm)));
  }

  private static AttemptedGrant grant(
      Subject client, Holding credential, String clientUuid, JudgedRealm realm) {
    return realm.made().isNewClient(clientUuid)
        ? AttemptedGrant.of(new NewClient(realm.contents().registered()), client, credential)
        : new AttemptedGrant(
            Route.CLIENT_CREDENTIAL, client, credential, realm.made().hasNewName(clientUuid));
  }

  /**
   * A client gets or changes a credential.
   *
   * @param realm finds the realm, once the flush is over
   */
  record Written(Supplier<String> realm, String clientUuid) implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public List<AttemptedGrant> grants(JudgedRealm judged) {
      return grant(clientUuid, judged).stream().toList();
    }

    /** Whoever has the secret of the ITSM's client can push tickets. */
    @Override
    public void guard(JudgedRealm judged) {
      if (judged.protection().enforced() && !judged.contents().credentialIsOwnWork(clientUuid)) {
        judged.contents().serviceAccount(clientUuid).ifPresent(judged.guard()::requireEqualOf);
      }
    }

    /**
     * Who learns the credential of a client acts as its service account. Where a rule protects the
     * credential itself, a ticket stands for the change.
     */
    @Override
    public void suspendTakenOver(JudgedRealm judged) {
      Optional<Entitlement> credential = judged.contents().credential(clientUuid);
      if (credential.isEmpty()
          || judged.contents().credentialIsOwnWork(clientUuid)
          || judged.protection().enforcedAs(credential.get(), credential.get().name())) {
        return;
      }
      judged
          .contents()
          .serviceAccount(clientUuid)
          .filter(judged.guard()::isAskedByOtherThan)
          .ifPresent(judged.bindings()::takenOver);
    }
  }
}
