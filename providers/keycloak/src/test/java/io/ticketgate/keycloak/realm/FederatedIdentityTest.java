package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.calls.AssertionIssuers;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.authentication.ClientAuthenticator;
import org.keycloak.authentication.ClientAuthenticatorFactory;
import org.keycloak.broker.provider.ClientAssertionIdentityProvider;
import org.keycloak.broker.provider.IdentityProvider;
import org.keycloak.broker.provider.IdentityProviderFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** By whose assertions a client can prove itself, and by what that is known again. */
class FederatedIdentityTest extends OpenRealm {

  private static final FederatedIdentity JOB = new FederatedIdentity("ci", "repo:org/app");

  private ClientModel client;
  private AuthenticationExecutionModel execution;

  /** Of one kind of identity providers; reached by {@link Fake}. */
  public static final class Factory {
    private final String id;
    private final IdentityProvider<?> made;

    Factory(String id, IdentityProvider<?> made) {
      this.id = id;
      this.made = made;
    }

    public String getId() {
      return id;
    }

    public IdentityProviderModel createConfig() {
      return new IdentityProviderModel();
    }

    public IdentityProvider<?> create(KeycloakSession any, IdentityProviderModel model) {
      return made;
    }
  }

  /** Of Keycloak's authenticator; reached by {@link Fake}. */
  public static final class Authenticator {
    public String getId() {
      return AssertionIssuers.AUTHENTICATOR;
    }
  }

  @BeforeEach
  void aClientAndAProvider() {
    client = realm.addClient("ci-1");
    client.setClientAuthenticatorType("client-secret");
    client.setSecret("old");
    server.factory(
        ClientAuthenticator.class, Fake.of(ClientAuthenticatorFactory.class, new Authenticator()));
    kind("oidc", Fake.of(ClientAssertionIdentityProvider.class));
    kind("saml", Fake.of(IdentityProvider.class));
    provider("ci", "oidc", "https://ci.test");
    AuthenticationFlowModel flow = new AuthenticationFlowModel();
    flow.setAlias("clients");
    flow.setProviderId("client-flow");
    flow = realm.addAuthenticationFlow(flow);
    realm.setClientAuthenticationFlow(flow);
    execution = new AuthenticationExecutionModel();
    execution.setParentFlow(flow.getId());
    execution.setAuthenticator(AssertionIssuers.AUTHENTICATOR);
    execution.setRequirement(AuthenticationExecutionModel.Requirement.ALTERNATIVE);
    execution = realm.addAuthenticatorExecution(execution);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // as the SPI declares it
  private void kind(String id, IdentityProvider<?> made) {
    server.factory(
        (Class) IdentityProvider.class,
        Fake.of(IdentityProviderFactory.class, new Factory(id, made)));
  }

  private void provider(String alias, String kind, String issuer) {
    IdentityProviderModel provider = new IdentityProviderModel();
    provider.setAlias(alias);
    provider.setProviderId(kind);
    provider.setEnabled(true);
    provider.setConfig(
        new java.util.HashMap<>(Map.of("issuer", issuer, "supportsClientAssertions", "true")));
    session.identityProviders().create(provider);
  }

  private void set(String alias, String key, String value) {
    IdentityProviderModel provider = session.identityProviders().getByAlias(alias);
    provider.getConfig().put(key, value);
    session.identityProviders().update(provider);
  }

  private void usable() {
    JOB.requireUsable(session, realm, client);
  }

  private void refused(String why) {
    assertThatThrownBy(this::usable)
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            refusal -> assertThat(refusal.field()).startsWith("credential.federated"))
        .hasMessageContaining(why);
  }

  @Test
  void aClientProvesItselfByAProviderThatSignsAssertions() {
    usable();
  }

  @Test
  void aProviderThatIsOffOrNotThereOrSignsNoneVouchesForNobody() {
    set("ci", "supportsClientAssertions", "false");
    refused("does not support client assertions");
    IdentityProviderModel provider = session.identityProviders().getByAlias("ci");
    provider.setEnabled(false);
    session.identityProviders().update(provider);
    refused("no enabled identity provider");
    session.identityProviders().remove("ci");
    refused("no enabled identity provider");
    provider("ci", "saml", "https://ci.test");
    refused("does not support client assertions");
  }

  @Test
  void theClientAuthenticationFlowHasToRunIt() {
    execution.setRequirement(AuthenticationExecutionModel.Requirement.DISABLED);
    realm.updateAuthenticatorExecution(execution);
    refused("client authentication flow");

    execution.setRequirement(AuthenticationExecutionModel.Requirement.REQUIRED);
    realm.updateAuthenticatorExecution(execution);
    usable();
  }

  @Test
  void twoClientsDoNotShareAnIdentity() {
    ClientModel other = realm.addClient("ci-2");
    new ClientCredentials(session, realm).newIdentity(other, JOB);
    refused("Client ci-2 proves itself by this identity");

    new ClientCredentials(session, realm).voidAll(other);
    usable();
  }

  @Test
  void theIdentityTakesThePlaceOfAllElseAndLeavesNothingBehind() {
    client.setAttribute("jwks.string", "{}");
    client.setPublicClient(true);
    ClientCredentials credentials = new ClientCredentials(session, realm);

    credentials.newIdentity(client, JOB);

    assertThat(client.getClientAuthenticatorType()).isEqualTo("federated-jwt");
    assertThat(client.getAttribute("jwt.credential.issuer")).isEqualTo("ci");
    assertThat(client.getAttribute("jwt.credential.sub")).isEqualTo("repo:org/app");
    assertThat(client.getAttribute("jwks.string")).isNull();
    assertThat(client.getSecret()).isNotEqualTo("old");
    assertThat(client.isPublicClient()).isFalse();
    assertThat(ClientCredentials.isOwnWork(session, client)).isTrue();

    credentials.voidAll(client);

    assertThat(client.getClientAuthenticatorType()).isEqualTo("client-secret");
    assertThat(client.getAttribute("jwt.credential.issuer")).isNull();
    assertThat(client.getAttribute("jwt.credential.sub")).isNull();
  }

  @Test
  void whatOneTicketOfTwoGaveGoesWithIt() {
    ClientCredentials credentials = new ClientCredentials(session, realm);
    credentials.newIdentity(client, JOB);
    Set<CredentialMark> marks = CredentialMarks.all(session, client);

    credentials.voidWhatEnded(client, Set.of(CredentialMark.ofSecret("older")), marks, false);

    assertThat(client.getAttribute("jwt.credential.sub")).isNull();
    assertThat(client.getClientAuthenticatorType()).isEqualTo("client-secret");
  }

  @Test
  void itIsKnownByTheProviderAndNotByItsAlias() {
    new ClientCredentials(session, realm).newIdentity(client, JOB);
    CredentialMark mark = CredentialMarks.whole(session, client);
    set("ci", "displayIconClasses", "fa");
    assertThat(CredentialMarks.whole(session, client)).isEqualTo(mark);

    set("ci", "issuer", "https://evil.test");
    assertThat(CredentialMarks.whole(session, client)).isNotEqualTo(mark);
    set("ci", "issuer", "https://ci.test");
    assertThat(CredentialMarks.whole(session, client)).isEqualTo(mark);

    session.identityProviders().remove("ci");
    assertThat(CredentialMarks.whole(session, client)).isNotEqualTo(mark);
    provider("ci", "oidc", "https://ci.test");
    assertThat(CredentialMarks.whole(session, client)).isNotEqualTo(mark);
  }

  @Test
  void theProviderIsLookedForInTheClientsRealmWhicheverTheRequestIsIn() {
    new ClientCredentials(session, realm).newIdentity(client, JOB);
    CredentialMark mark = CredentialMarks.whole(session, client);
    RealmModel other = session.realms().createRealm("other" + realm.getName());
    session.getContext().setRealm(other);

    assertThat(CredentialMarks.whole(session, client)).isEqualTo(mark);
    assertThat(session.getContext().getRealm()).isEqualTo(other);
  }
}
