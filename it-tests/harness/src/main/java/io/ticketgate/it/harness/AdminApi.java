package io.ticketgate.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** Tokens of a server's bootstrap administrator and of anybody else. For any number of threads. */
public final class AdminApi {

  /** Name of the bootstrap administrator of every server, and the password. */
  public static final String ADMIN = "admin";

  /** A master realm token lives 60 s. */
  private static final Duration TOKEN_USE = Duration.ofSeconds(30);

  private final Http http;
  private String token = "";
  private long takenAt;

  AdminApi(Http http) {
    this.http = http;
  }

  /** An access token of the master realm's administrator, good for at least 20 s. */
  public synchronized String adminToken() {
    if (token.isEmpty() || System.nanoTime() - takenAt > TOKEN_USE.toNanos()) {
      takenAt = System.nanoTime();
      token =
          tokens(
                  "master",
                  "grant_type",
                  "password",
                  "client_id",
                  "admin-cli",
                  "username",
                  ADMIN,
                  "password",
                  ADMIN)
              .expect(200)
              .text("access_token");
    }
    return token;
  }

  /** A request as that administrator; the path starts with {@code /admin}. */
  public Http.Call to(String path) {
    return http.to(path).bearer(adminToken());
  }

  /**
   * An access token from the password grant; the client's secret is {@link RealmFixture#SECRET} or
   * not asked for.
   */
  public String tokenFor(String realm, String client, String user, String password) {
    return passwordGrant(realm, client, user, password).path("access_token").asText();
  }

  /** The whole answer of that password grant. */
  public JsonNode passwordGrant(String realm, String client, String user, String password) {
    return tokens(
            realm,
            "grant_type",
            "password",
            "client_id",
            client,
            "client_secret",
            RealmFixture.SECRET,
            "username",
            user,
            "password",
            password,
            "scope",
            "openid")
        .expect(200)
        .json();
  }

  /** The token endpoint's answer to a client's own credentials, whatever it is. */
  public Answer clientCredentials(String realm, String clientId, String secret) {
    return tokens(
        realm, "grant_type", "client_credentials", "client_id", clientId, "client_secret", secret);
  }

  /** The token endpoint's answer to these form fields, names and values in turn. */
  public Answer tokens(String realm, String... form) {
    return http.to("/realms/" + realm + "/protocol/openid-connect/token").post(Http.form(form));
  }
}
