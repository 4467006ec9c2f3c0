package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.ItsmException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** Makes the account that a system's settings describe. */
final class Accounts {

  private static final Account NOBODY =
      new Account() {
        @Override
        public void sign(HttpUriRequestBase request, Deadline deadline) {}

        @Override
        public boolean renew(HttpUriRequestBase refused) {
          return false;
        }
      };

  private Accounts() {}

  /**
   * @throws IllegalArgumentException with a sentence, when the settings describe no account
   * @throws org.keycloak.component.ComponentValidationException likewise
   */
  static Account of(Settings settings, HttpSystem system) {
    return switch (AuthMode.of(settings)) {
      case NONE -> NOBODY;
      case BASIC -> new FixedAccount("Authorization", () -> basic(settings));
      case BEARER ->
          new FixedAccount(
              "Authorization", () -> "Bearer " + secret(settings, HttpSettings.TOKEN).get());
      case HEADER ->
          new FixedAccount(
              settings.text(HttpSettings.HEADER_NAME, HttpSettings.DEFAULT_HEADER),
              () ->
                  settings.text(HttpSettings.TOKEN_PREFIX).map(prefix -> prefix + " ").orElse("")
                      + secret(settings, HttpSettings.TOKEN).get());
      case OAUTH2 -> new OAuthAccount(system.tokens(), tokenEndpoint(settings, system));
    };
  }

  private static String basic(Settings settings) {
    String pair =
        settings.text(HttpSettings.USERNAME, "")
            + ":"
            + secret(settings, HttpSettings.PASSWORD).get();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static TokenEndpoint tokenEndpoint(Settings settings, HttpSystem system) {
    URI url =
        Addresses.configured(
            HttpSettings.TOKEN_URL,
            settings.text(HttpSettings.TOKEN_URL, ""),
            settings.flag(HttpSettings.ALLOW_HTTP, false));
    TokenEndpoint.Client client =
        new TokenEndpoint.Client(
            settings.text(HttpSettings.CLIENT_ID, ""),
            secret(settings, HttpSettings.CLIENT_SECRET),
            settings.text(HttpSettings.SCOPE).orElse(null),
            settings
                .text(HttpSettings.CLIENT_AUTH, HttpSettings.CLIENT_SECRET_BASIC)
                .equals(HttpSettings.CLIENT_SECRET_POST));
    return new TokenEndpoint(
        Peer.tokenEndpoint(settings.system(), url), client, system.transport(), system.statuses());
  }

  private static Supplier<String> secret(Settings settings, String name) {
    return () ->
        settings
            .secret(name)
            .orElseThrow(
                () ->
                    new ItsmException.NotPermitted(
                        "The ITSM system '"
                            + settings.system()
                            + "' has no "
                            + name
                            + ". Set it, or add the entry that it refers to to the vault.",
                        null));
  }
}
