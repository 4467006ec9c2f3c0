package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Detail.Registered.Registrar;
import io.ticketgate.keycloak.Fake;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.representations.JsonWebToken;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientpolicy.context.DynamicClientRegisterContext;
import org.keycloak.services.clientpolicy.context.DynamicClientUnregisterContext;
import org.keycloak.services.clientregistration.ClientRegistrationContext;

class ClientRegistrationTest {

  private final UserModel registrar = Fake.of(UserModel.class, new Named("u-1", "registrar"));
  private final KeycloakSession session =
      Fake.of(KeycloakSession.class, new Inside(new HashMap<>(), users(), context()));

  /** A user. */
  public record Named(String id, String username) {
    public String getId() {
      return id;
    }

    public String getUsername() {
      return username;
    }
  }

  /** A session with attributes and users. */
  public record Inside(
      Map<String, Object> attributes, UserProvider users, KeycloakContext context) {
    public KeycloakContext getContext() {
      return context;
    }

    public <T> @Nullable T getAttribute(String name, Class<T> type) {
      return type.cast(attributes.get(name));
    }

    public void setAttribute(String name, Object value) {
      attributes.put(name, value);
    }
  }

  /** One user, whoever is asked for. */
  public record One(UserModel user) {
    public UserModel getUserById(RealmModel realm, String id) {
      return user;
    }
  }

  /** Nobody in the context of the request. */
  public record Nobody() {
    public @Nullable UserModel getUser() {
      return null;
    }
  }

  /** A client of that id. */
  public record Client(String id) {
    public String getId() {
      return id;
    }
  }

  /** What registers. */
  public record Registering(KeycloakSession session) {
    public ClientRepresentation getClient() {
      return new ClientRepresentation();
    }

    public KeycloakSession getSession() {
      return session;
    }
  }

  private UserProvider users() {
    return Fake.of(UserProvider.class, new One(registrar));
  }

  private static KeycloakContext context() {
    return Fake.of(KeycloakContext.class, new Nobody());
  }

  private Detail.@Nullable Registered registeredWith(@Nullable JsonWebToken token) {
    ClientRegistration.note(
        session,
        new DynamicClientRegisterContext(
            Fake.of(ClientRegistrationContext.class, new Registering(session)),
            token,
            Fake.of(RealmModel.class)));
    return ClientRegistration.registered(session);
  }

  private void unregisteredWith(JsonWebToken token) {
    ClientRegistration.note(
        session,
        new DynamicClientUnregisterContext(
            session,
            Fake.of(ClientModel.class, new Client("c-1")),
            token,
            Fake.of(RealmModel.class)));
  }

  @Test
  void whereNobodyRegistersThereIsNothingToSay() {
    assertThat(ClientRegistration.registered(session)).isNull();
    assertThat(ClientRegistration.removesItself(session, "c-1")).isFalse();
    assertThat(Caller.person(session)).isNull();
  }

  @Test
  void anAccessTokenNamesItsUser() {
    assertThat(registeredWith(new JsonWebToken().type("Bearer").subject("u-1").id("t-1")))
        .isEqualTo(new Detail.Registered(Registrar.BEARER, ""));
    assertThat(Caller.person(session)).extracting("name").isEqualTo("registrar");
  }

  @Test
  void anInitialAccessTokenIsNamedByItsId() {
    assertThat(registeredWith(new JsonWebToken().type("InitialAccessToken").id("iat-1")))
        .isEqualTo(new Detail.Registered(Registrar.INITIAL_ACCESS_TOKEN, "iat-1"));
    assertThat(Caller.person(session)).isNull();
  }

  @Test
  void withoutATokenNobodySaysWhoTheyAre() {
    assertThat(registeredWith(null)).isEqualTo(new Detail.Registered(Registrar.ANONYMOUS, ""));
  }

  @Test
  void aClientRemovesItselfByItsRegistrationTokenAlone() {
    unregisteredWith(new JsonWebToken().type("Bearer").subject("u-1"));
    assertThat(ClientRegistration.removesItself(session, "c-1")).isFalse();

    unregisteredWith(new JsonWebToken().type("RegistrationAccessToken"));
    assertThat(ClientRegistration.removesItself(session, "c-1")).isTrue();
    assertThat(ClientRegistration.removesItself(session, "c-2")).isFalse();
  }
}
