package io.ticketgate.keycloak.calls;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.authentication.ClientAuthenticator;
import org.keycloak.broker.provider.ClientAssertionIdentityProvider;
import org.keycloak.broker.provider.IdentityProvider;
import org.keycloak.broker.provider.IdentityProviderFactory;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderFactory;

/**
 * The identity providers of a realm whose assertions its clients can prove themselves by:
 * Keycloak's client authenticator {@code federated-jwt} (26.4: preview feature {@code
 * client-auth-federated}).
 */
public final class AssertionIssuers {

  /** Keycloak's name of the client authenticator. */
  public static final String AUTHENTICATOR = "federated-jwt";

  /** What OpenID Connect providers have to be set to; those for workloads are nothing else. */
  private static final String SWITCH = "supportsClientAssertions";

  private static final List<String> OPENID_CONNECT = List.of("oidc", "keycloak-oidc");

  /** Where a provider keeps whose assertions it takes: by kind and version of Keycloak. */
  private static final List<String> ISSUER = List.of("issuer", "trustDomain");

  private final KeycloakSession session;
  private final RealmModel realm;

  public AssertionIssuers(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /**
   * Returns why no client can prove itself by assertions of an identity provider.
   *
   * @param alias of the identity provider
   * @return a sentence that says what to change; empty when one can
   */
  public Optional<String> whyUnusable(String alias) {
    if (session
            .getKeycloakSessionFactory()
            .getProviderFactory(ClientAuthenticator.class, AUTHENTICATOR)
        == null) {
      return Optional.of(
          "This server has no federated client authentication: it comes with Keycloak's feature"
              + " client-auth-federated.");
    }
    if (!isInFlow()) {
      return Optional.of(
          "The realm's client authentication flow does not run "
              + AUTHENTICATOR
              + ": add it there as an alternative.");
    }
    IdentityProviderModel provider = find(alias).orElse(null);
    if (provider == null || !provider.isEnabled()) {
      return Optional.of("There is no enabled identity provider with this alias.");
    }
    return takesAssertions(provider)
        ? Optional.empty()
        : Optional.of(
            "This identity provider does not support client assertions: set its " + SWITCH + ".");
  }

  /** As {@code ClientAuthenticationFlow} (26.7): a required execution runs alone. */
  private boolean isInFlow() {
    AuthenticationFlowModel flow = realm.getClientAuthenticationFlow();
    if (flow == null) {
      return false;
    }
    List<AuthenticationExecutionModel> executions =
        realm.getAuthenticationExecutionsStream(flow.getId()).toList();
    return executions.stream()
        .filter(AuthenticationExecutionModel::isRequired)
        .findFirst()
        .map(List::of)
        .orElseGet(
            () -> executions.stream().filter(AuthenticationExecutionModel::isAlternative).toList())
        .stream()
        .anyMatch(execution -> AUTHENTICATOR.equals(execution.getAuthenticator()));
  }

  private boolean takesAssertions(IdentityProviderModel provider) {
    if (OPENID_CONNECT.contains(provider.getProviderId())
        && !Boolean.parseBoolean(provider.getConfig().get(SWITCH))) {
      return false;
    }
    @SuppressWarnings("rawtypes") // as the SPI declares it
    ProviderFactory<IdentityProvider> factory =
        session
            .getKeycloakSessionFactory()
            .getProviderFactory(IdentityProvider.class, provider.getProviderId());
    return factory instanceof IdentityProviderFactory<?> made
        && made.create(session, provider) instanceof ClientAssertionIdentityProvider;
  }

  /**
   * What an identity provider is, whatever it is called: another one of the same alias is not the
   * same, nor is one that has come to take somebody else's assertions.
   *
   * @return empty when there is none with this alias
   */
  public Optional<String> identity(@Nullable String alias) {
    return find(alias)
        .map(
            provider -> {
              Map<String, String> config = provider.getConfig();
              String issuer =
                  ISSUER.stream()
                      .map(config::get)
                      .filter(value -> value != null && !value.isBlank())
                      .findFirst()
                      .orElse("");
              return provider.getInternalId() + " " + issuer;
            });
  }

  private Optional<IdentityProviderModel> find(@Nullable String alias) {
    return alias == null
        ? Optional.empty()
        : Optional.ofNullable(inRealm(() -> session.identityProviders().getByAlias(alias)));
  }

  /** Keycloak looks for identity providers in the realm of the request. */
  private <T> @Nullable T inRealm(Supplier<? extends @Nullable T> look) {
    RealmModel before = session.getContext().getRealm();
    if (before != null && before.getId().equals(realm.getId())) {
      return look.get();
    }
    session.getContext().setRealm(realm);
    try {
      return look.get();
    } finally {
      session.getContext().setRealm(before);
    }
  }
}
