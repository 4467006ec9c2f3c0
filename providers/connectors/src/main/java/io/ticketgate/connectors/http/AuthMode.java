package io.ticketgate.connectors.http;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How an account proves itself, and the settings that this takes. */
enum AuthMode {
  NONE,
  BASIC,
  BEARER,
  HEADER,
  OAUTH2;

  /**
   * The mode of a system.
   *
   * @throws IllegalArgumentException when there is no such mode
   */
  static AuthMode of(Settings settings) {
    String word = settings.text(HttpSettings.AUTH, NONE.word());
    return Stream.of(values())
        .filter(mode -> mode.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("auth is one of " + String.join(", ", words()) + "."));
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
