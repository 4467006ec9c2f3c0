package io.ticketgate.keycloak.hooks.token;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.keycloak.Fake;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.services.clientpolicy.context.ClientCRUDContext;
import org.keycloak.services.clientpolicy.context.DynamicClientViewContext;

class TokenClientPolicyTest {

  private final TokenClientPolicy policy = new TokenClientPolicy(Fake.of(KeycloakSession.class));

  /** Keycloak 26.4 throws where it is asked for a token that the Admin API does not have. */
  @Test
  void theAdminApiIsNotAskedForItsToken() {
    assertThatCode(() -> policy.checkBearer(Fake.of(ClientCRUDContext.class)))
        .doesNotThrowAnyException();
  }

  /** Finds one client and one user. */
  public record Found(ClientModel client, UserModel user) {
    public ClientModel getClientByClientId(String clientId) {
      return client;
    }

    public UserModel getUserById(RealmModel realm, String id) {
      return user;
    }
  }

  /** A session with users. */
  public record Users(UserProvider users) {}

  /** It is a part of the client's credential, which is asked for as at the token endpoint. */
  @Test
  void theRegistrationTokenOfAClientIs() {
    ClientModel client = Fake.of(ClientModel.class);
    ClientCRUDContext context =
        new DynamicClientViewContext(
            Fake.of(KeycloakSession.class),
            client,
            new JsonWebToken().type("RegistrationAccessToken"),
            Fake.of(RealmModel.class));

    assertThatThrownBy(() -> policy.checkBearer(context))
        .as("looks up the rules of the client's realm, which this fake does not have")
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ClientModel.getRealm");
  }

  @Test
  void dynamicRegistrationIs() {
    Found found = new Found(Fake.of(ClientModel.class), Fake.of(UserModel.class));
    ClientCRUDContext context =
        new DynamicClientViewContext(
            Fake.of(KeycloakSession.class, new Users(Fake.of(UserProvider.class, found))),
            found.client(),
            new JsonWebToken().issuedFor("ci").subject("u-1"),
            Fake.of(RealmModel.class, found));

    assertThatThrownBy(() -> policy.checkBearer(context))
        .as("looks up the rules of the client's realm, which this fake does not have")
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("ClientModel.getRealm");
  }
}
