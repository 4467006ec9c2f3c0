package io.ticketgate.connectors.http;

import java.lang.reflect.Proxy;
import java.security.KeyStore;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.truststore.TruststoreProvider;
import org.keycloak.vault.VaultStringSecret;
import org.keycloak.vault.VaultTranscriber;

/** Sessions with a vault and a truststore and nothing else, and the components read in them. */
public final class Sessions {

  private Sessions() {}

  /** A session without a truststore, whose vault is empty. */
  public static KeycloakSession plain() {
    return with(Map.of(), null);
  }

  static KeycloakSession with(Map<String, String> vault, @Nullable KeyStore truststore) {
    VaultTranscriber transcriber =
        fake(VaultTranscriber.class, (name, arguments) -> secret(vault, arguments[0]));
    TruststoreProvider trust =
        fake(
            TruststoreProvider.class,
            (name, arguments) -> name.equals("getTruststore") ? truststore : null);
    return fake(
        KeycloakSession.class,
        (name, arguments) ->
            switch (name) {
              case "vault" -> transcriber;
              case "getProvider" -> truststore == null ? null : trust;
              default -> throw new UnsupportedOperationException(name);
            });
  }

  /** The component of a system named {@code itsm}, with settings given as name and value. */
  public static ComponentModel component(String... settings) {
    ComponentModel component = new ComponentModel();
    component.setId("id-of-itsm");
    component.setName("itsm");
    for (int i = 0; i < settings.length; i += 2) {
      component.getConfig().add(settings[i], settings[i + 1]);
    }
    return component;
  }

  private static VaultStringSecret secret(Map<String, String> vault, Object text) {
    String reference = String.valueOf(text);
    Optional<String> value =
        reference.startsWith("${vault.")
            ? Optional.ofNullable(vault.get(reference.substring(8, reference.length() - 1)))
            : Optional.of(reference);
    return new VaultStringSecret() {
      @Override
      public Optional<String> get() {
        return value;
      }

      @Override
      public void close() {}
    };
  }

  private interface Answers {
    @Nullable Object to(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                answers.to(method.getName(), arguments == null ? new Object[0] : arguments)));
  }
}
