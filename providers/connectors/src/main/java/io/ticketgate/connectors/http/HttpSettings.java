package io.ticketgate.connectors.http;

import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import java.util.List;
import java.util.regex.Pattern;

/** Where the API is, and the account that the gate uses there. */
final class HttpSettings {

  static final String BASE_URL = "baseUrl";
  static final String ALLOW_HTTP = "allowHttp";
  static final String AUTH = "auth";
  static final String USERNAME = "username";
  static final String PASSWORD = "password";
  static final String TOKEN = "token";
  static final String HEADER_NAME = "headerName";
  static final String TOKEN_PREFIX = "tokenPrefix";
  static final String TOKEN_URL = "tokenUrl";
  static final String CLIENT_ID = "clientId";
  static final String CLIENT_SECRET = "clientSecret";
  static final String CLIENT_AUTH = "clientAuth";
  static final String SCOPE = "scope";

  static final String CLIENT_SECRET_BASIC = "client_secret_basic";
  static final String CLIENT_SECRET_POST = "client_secret_post";
  static final String DEFAULT_HEADER = "Authorization";

  static final List<Setting> DECLARED =
      List.of(
          Setting.text(
                  BASE_URL,
                  "Base URL",
                  "URL of the ITSM, for example https://example.service-now.com. The connector"
                      + " sends nothing to any other host.")
              .required(),
          Setting.flag(
              ALLOW_HTTP,
              "Allow http",
              "Accepts http:// URLs of other machines. Anyone on the network path can then read the"
                  + " account's credentials and change answers, and so approve any ticket.",
              false),
          Setting.choice(
                  AUTH,
                  "Authentication",
                  "How the account authenticates: none, basic (username and password), bearer"
                      + " (token), header (token in a header of your choice), or oauth2 (client"
                      + " credentials).",
                  AuthMode.words())
              .byDefault(AuthMode.NONE.word()),
          Setting.text(USERNAME, "User name", "For basic: the account's user name."),
          Setting.secret(PASSWORD, "Password", "For basic: the account's password."),
          Setting.secret(TOKEN, "Token", "For bearer and header: the account's token or API key."),
          Setting.text(HEADER_NAME, "Header name", "For header: name of the header with the token.")
              .byDefault(DEFAULT_HEADER),
          Setting.text(
              TOKEN_PREFIX,
              "Token prefix",
              "For header: the word before the token, for example token for Request Tracker."),
          Setting.text(
              TOKEN_URL, "Token URL", "For oauth2: URL of the endpoint that issues access tokens."),
          Setting.text(CLIENT_ID, "Client id", "For oauth2: client id of the gate."),
          Setting.secret(CLIENT_SECRET, "Client secret", "For oauth2: client secret of the gate."),
          Setting.choice(
                  CLIENT_AUTH,
                  "Client authentication",
                  "For oauth2: client_secret_basic sends the client secret in the Authorization"
                      + " header, client_secret_post in the form.",
                  List.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST))
              .byDefault(CLIENT_SECRET_BASIC),
          Setting.text(SCOPE, "Scope", "For oauth2: the scopes to request, separated by spaces."));

  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  // These headers say what is sent and where to; a credential must not change that.
  private static final Pattern RESERVED =
      Pattern.compile(
          "host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|accept.*|if-.*"
              + "|proxy-.*|user-agent",
          Pattern.CASE_INSENSITIVE);

  private HttpSettings() {}

  static void validate(Settings settings) {
    settings.oneOf(ALLOW_HTTP, List.of("true", "false"), "false");
    url(settings, BASE_URL);
    AuthMode auth = AuthMode.of(settings);
    for (String required : auth.required()) {
      if (settings.text(required).isEmpty()) {
        throw Settings.refusal(
            "Set " + required + ": auth is " + auth.word() + ", which needs it.");
      }
    }
    switch (auth) {
      case BASIC -> {
        if (settings.text(USERNAME, "").contains(":")) {
          throw Settings.refusal(
              "username must not contain a colon: the ITSM would read what follows as the"
                  + " password.");
        }
      }
      case HEADER -> header(settings.text(HEADER_NAME, DEFAULT_HEADER));
      case OAUTH2 -> {
        url(settings, TOKEN_URL);
        settings.oneOf(
            CLIENT_AUTH, List.of(CLIENT_SECRET_BASIC, CLIENT_SECRET_POST), CLIENT_SECRET_BASIC);
      }
      case NONE, BEARER -> {}
    }
  }

  private static void header(String name) {
    if (!HEADER.matcher(name).matches() || RESERVED.matcher(name).matches()) {
      throw Settings.refusal(
          "headerName must name a header for credentials, for example X-Api-Key.");
    }
  }

  private static void url(Settings settings, String name) {
    String text = settings.text(name).orElseThrow(() -> Settings.refusal("Set " + name + "."));
    try {
      Addresses.configured(name, text, settings.flag(ALLOW_HTTP, false));
    } catch (IllegalArgumentException unusable) {
      throw Settings.refusal(String.valueOf(unusable.getMessage()));
    }
  }
}
