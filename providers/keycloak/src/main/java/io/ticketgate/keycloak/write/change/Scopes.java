package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.ClientScopeClientMappingEntity;
import org.keycloak.models.jpa.entities.ClientScopeEntity;
import org.keycloak.models.jpa.entities.DefaultClientScopeRealmMappingEntity;
import org.keycloak.utils.KeycloakSessionUtil;

/** What the tokens of a client may carry: its client scopes and its scope mappings. */
final class Scopes implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.inserted(
        ClientScopeClientMappingEntity.class,
        row ->
            new Given(
                () -> realmOfClient(row.getClientId()), row.getClientId(), row.getClientScopeId()));
    rows.inserted(
        DefaultClientScopeRealmMappingEntity.class,
        row -> givenToAll(row.getRealm().getId(), row.getClientScopeId()));
    rows.added(
        ClientEntity.class,
        "scopeMappingIds",
        (client, roleId) -> new Widened(client.getRealmId(), client.getId(), (String) roleId));
    rows.added(
        ClientScopeEntity.class,
        "scopeMappingIds",
        (scope, roleId) -> new Widened(scope.getRealmId(), scope.getId(), (String) roleId));
    rows.updated(ClientEntity.class, Scopes::opened);
  }

  private static Given givenToAll(String realmId, String scopeId) {
    return new Given(() -> realmId, realmId, scopeId);
  }

  private static @Nullable Opened opened(ClientEntity client, Rows.Update update) {
    return client.isFullScopeAllowed() && Boolean.FALSE.equals(update.before("fullScopeAllowed"))
        ? new Opened(client.getRealmId(), client.getId())
        : null;
  }

  static String realmOfClient(String uuid) {
    ClientEntity client =
        KeycloakSessionUtil.getKeycloakSession()
            .getProvider(JpaConnectionProvider.class)
            .getEntityManager()
            .find(ClientEntity.class, uuid);
    return client == null ? "" : client.getRealmId();
  }

  /**
   * A client, or every new client of the realm, got a client scope.
   *
   * @param realm finds the realm, once the flush is over; empty when it is gone
   * @param toWhom id of the client or realm
   */
  record Given(Supplier<String> realm, String toWhom, String scopeId) implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm judged) {
      return judged
          .contents()
          .clientScope(scopeId)
          .map(scope -> exposures(scope, judged))
          .orElse(List.of());
    }

    private List<AttemptedExposure> exposures(RealmContents.Scope scope, JudgedRealm judged) {
      List<AttemptedExposure> exposures =
          new ArrayList<>(
              Exposures.of(
                  Route.CLIENT_SCOPE,
                  Exposures.configuration(toWhom, "client scope " + scope.name()),
                  judged.protection().reached(scope.handedOut())));
      scope
          .mapped()
          .forEach(role -> exposures.add(Exposures.widening(Route.CLIENT_SCOPE, toWhom, role)));
      return exposures;
    }
  }

  /**
   * Tokens may carry a role that they could not carry before.
   *
   * @param where id of the client or client scope
   */
  record Widened(String realmId, String where, String roleId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.given(where, roleId);
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return realm
          .contents()
          .role(roleId)
          .map(role -> Exposures.widening(Route.SCOPE_MAPPING, where, role))
          .stream()
          .toList();
    }
  }

  /** The tokens of a client may carry every role from now on. */
  record Opened(String realmId, String clientUuid) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.opened(clientUuid);
    }

    /** A new client may do so by Keycloak's default. */
    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return realm.made().isNewClient(clientUuid)
          ? List.of()
          : realm.protection().roles().stream()
              .map(role -> Exposures.widening(Route.SCOPE_MAPPING, clientUuid, role))
              .toList();
    }
  }
}
