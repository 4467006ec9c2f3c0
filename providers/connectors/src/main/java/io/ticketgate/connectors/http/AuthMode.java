package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How an account authenticates, and the settings that this needs. */
enum AuthMode {
  NONE,
  BASIC,
  BEARER,
  HEADER,
  OAUTH2;

  /**
   * The mode of a system.
   *
   * @throws org.keycloak.component.ComponentValidationException when there is no such mode
   */
  static AuthMode of(Settings settings) {
    return valueOf(
        settings.oneOf(HttpSettings.AUTH, words(), NONE.word()).toUpperCase(Locale.ROOT));
  }

  static List<String> words() {
    return Stream.of(values()).map(AuthMode::word).toList();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  List<String> required() {
    return switch (this) {
      case NONE -> List.of();
      case BASIC -> List.of(HttpSettings.USERNAME, HttpSettings.PASSWORD);
      case BEARER, HEADER -> List.of(HttpSettings.TOKEN);
      case OAUTH2 ->
          List.of(HttpSettings.TOKEN_URL, HttpSettings.CLIENT_ID, HttpSettings.CLIENT_SECRET);
    };
  }
}
