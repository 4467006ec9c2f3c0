package io.ticketgate.it.token;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The requests of the flows that lead to tokens. Each answers what it is given. */
final class Flows {

  static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
  static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";
  static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  static final String REFRESH_TOKEN = "urn:ietf:params:oauth:token-type:refresh_token";
  private static final String PRE_AUTHORIZED =
      "urn:ietf:params:oauth:grant-type:pre-authorized_code";
  private static final String OIDC = "/protocol/openid-connect";

  private final RealmFixture realm;
  private final KeycloakServer server;
  private final @Nullable CibaDevice device;

  /**
   * @param device null for a realm in which nobody logs in by it
   */
  Flows(RealmFixture realm, @Nullable CibaDevice device) {
    this.realm = realm;
    this.server = realm.server();
    this.device = device;
  }

  /** A request to the token endpoint; form fields are names and values in turn. */
  Answer grant(String client, String type, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of("grant_type", type, "client_id", client, "client_secret", RealmFixture.SECRET));
    form.addAll(List.of(more));
    return server.admin().tokens(realm.name(), form.toArray(String[]::new));
  }

  Answer password(String client, String user, String scope) {
    return grant(
        client, "password", "username", user, "password", RealmFixture.PASSWORD, "scope", scope);
  }

  Answer refresh(String client, String refreshToken) {
    return grant(client, "refresh_token", "refresh_token", refreshToken);
  }

  Answer exchange(String client, String subjectToken, String wanted) {
    return grant(
        client,
        EXCHANGE,
        "subject_token",
        subjectToken,
        "subject_token_type",
        ACCESS_TOKEN,
        "requested_token_type",
        wanted,
        "scope",
        "openid");
  }

  /** Asks for a requesting party token, with an access token as the bearer's. */
  Answer party(String bearer) {
    return realm
        .open(OIDC + "/token")
        .bearer(bearer)
        .post(Http.form("grant_type", UMA, "audience", TokenRealm.FILES));
  }

  /** Asks for a requesting party token as a client that has somebody's ID token. */
  Answer partyByIdToken(String client, String idToken) {
    return grant(
        client,
        UMA,
        "audience",
        TokenRealm.FILES,
        "claim_token",
        idToken,
        "claim_token_format",
        "http://openid.net/specs/openid-connect-core-1_0.html#IDToken");
  }

  /** Asks for tokens of a user of whom the client has nothing but the name. */
  Answer impersonation(String client, String user) {
    return grant(
        client,
        EXCHANGE,
        "requested_subject",
        user,
        "requested_token_type",
        REFRESH_TOKEN,
        "scope",
        "openid");
  }

  Obtained introspection(String token, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of(
                "client_id",
                RealmFixture.APP,
                "client_secret",
                RealmFixture.SECRET,
                "token",
                token));
    form.addAll(List.of(more));
    return Obtained.document(
        "introspection",
        realm.open(OIDC + "/token/introspect").post(Http.form(form.toArray(String[]::new))));
  }

  Obtained userInfo(String token) {
    return Obtained.document("userinfo", realm.open(OIDC + "/userinfo").bearer(token).get());
  }

  /** What the answer to a token request brings, with what the endpoints say of it. */
  Obtained looked(Answer answer) {
    return looked(Obtained.of(answer));
  }

  Obtained looked(Obtained obtained) {
    String access = obtained.tokens().get("access_token");
    if (access != null) {
      obtained.and("the", introspection(access));
      JsonNode claims = obtained.documents().get("access_token");
      // Keycloak tells nothing about a user by a lightweight token, which names no subject.
      if (claims.path("scope").asText().contains("openid") && claims.has("sub")) {
        obtained.and("the", userInfo(access));
      }
    }
    return obtained;
  }

  /** The same for the answer with a requesting party token. */
  Obtained lookedParty(Answer answer) {
    Obtained party = Obtained.of(answer);
    String token = party.tokens().get("access_token");
    return token == null
        ? party
        : party.and("the", introspection(token, "token_type_hint", "requesting_party_token"));
  }

  // In a browser

  String authorization(String responseType, String scope) {
    return "/realms/"
        + realm.name()
        + OIDC
        + "/auth?client_id="
        + TokenRealm.PORTAL
        + "&nonce=n&response_type="
        + Http.encode(responseType)
        + "&scope="
        + Http.encode(scope)
        + "&redirect_uri="
        + Http.encode(TokenRealm.BACK);
  }

  /** The parameters with which the browser is sent back to the portal. */
  static Map<String, String> sentBack(Answer end) {
    String location = end.header("Location");
    if (!location.startsWith(TokenRealm.BACK)) {
      throw new AssertionError("Not sent back: " + end);
    }
    URI uri = URI.create(location);
    String raw = uri.getRawFragment() == null ? uri.getRawQuery() : uri.getRawFragment();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : raw.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  /** Logs a user in: the page, or the redirect, after the password. */
  Answer login(Browser browser, String path, String user) {
    Answer page = browser.open(path);
    for (int i = 0; i < 2 && page.status() == 200; i++) {
      page = browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
    }
    return page;
  }

  Map<String, String> authorize(String user, String responseType) {
    return sentBack(login(new Browser(server), authorization(responseType, "openid"), user));
  }

  Answer redeem(Map<String, String> sentBack) {
    return grant(
        TokenRealm.PORTAL,
        "authorization_code",
        "code",
        sentBack.getOrDefault("code", ""),
        "redirect_uri",
        TokenRealm.BACK);
  }

  Map<String, String> brokered(String user) {
    String path = authorization("code", "openid") + "&kc_idp_hint=" + TokenRealm.CORP;
    return sentBack(login(new Browser(server), path, user));
  }

  /** The administrator takes over a user's account and goes on to the portal. */
  Map<String, String> impersonated(String user, String responseType) {
    Browser browser = new Browser(server);
    String path = "/admin/realms/" + realm.name() + "/users/" + realm.userId(user);
    Answer taken = server.admin().to(path + "/impersonation").post(Map.of()).expect(200);
    browser.receive(path, taken);
    return sentBack(browser.open(authorization(responseType, "openid")));
  }

  Answer device(String user) {
    Answer begun = begin("/auth/device");
    String page = begun.text("verification_uri_complete").replaceFirst("^" + server.baseUri(), "");
    Browser browser = new Browser(server);
    Answer consent = login(browser, page, user);
    if (consent.body().contains("name=\"accept\"")) {
      browser.submit(consent, Map.of("accept", "Yes"));
    }
    return grant(
        TokenRealm.PORTAL,
        "urn:ietf:params:oauth:grant-type:device_code",
        "device_code",
        begun.text("device_code"));
  }

  /** What a flow begins with that goes on elsewhere than at the client. */
  private Answer begin(String path, String... more) {
    List<String> form =
        new ArrayList<>(
            List.of(
                "client_id",
                TokenRealm.PORTAL,
                "client_secret",
                RealmFixture.SECRET,
                "scope",
                "openid"));
    form.addAll(List.of(more));
    return realm.open(OIDC + path).post(Http.form(form.toArray(String[]::new))).expect(200);
  }

  // Without a browser

  Answer ciba(String user) {
    Answer begun = begin("/ext/ciba/auth", "login_hint", user);
    realm
        .open(OIDC + "/ext/ciba/auth/callback")
        .bearer(Objects.requireNonNull(device).lastToken())
        .post(Map.of("status", "SUCCEED"))
        .expect(200);
    return grant(
        TokenRealm.PORTAL,
        "urn:openid:params:grant-type:ciba",
        "auth_req_id",
        begun.text("auth_req_id"));
  }

  /** The officer makes an offer of a credential to a user, and redeems it. */
  Answer offered(String user) {
    JsonNode offer =
        realm
            .open(
                "/protocol/oid4vc/create-credential-offer?pre_authorized=true&target_user="
                    + Http.encode(user)
                    + "&client_id="
                    + TokenRealm.PORTAL
                    + "&credential_configuration_id="
                    + TokenRealm.CREDENTIAL)
            .bearer(
                password(TokenRealm.PORTAL, TokenRealm.OFFICER, "openid")
                    .expect(200)
                    .text("access_token"))
            .get()
            .expect(200)
            .json();
    String code =
        realm
            .open("/protocol/oid4vc/credential-offer/" + offer.path("nonce").asText())
            .get()
            .expect(200)
            .json()
            .path("grants")
            .path(PRE_AUTHORIZED)
            .path("pre-authorized_code")
            .asText();
    return grant(TokenRealm.PORTAL, PRE_AUTHORIZED, "pre-authorized_code", code);
  }

  Answer assertion(String user) {
    long now = Instant.now().getEpochSecond();
    Map<String, Object> claims =
        Map.of(
            "iss",
            TokenRealm.ISSUER,
            "sub",
            user,
            "aud",
            server.baseUri() + "/realms/" + realm.name(),
            "jti",
            UUID.randomUUID().toString(),
            "iat",
            now,
            "exp",
            now + 60);
    return grant(
        TokenRealm.PORTAL,
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "assertion",
        signed(claims),
        "scope",
        "openid");
  }

  private static String signed(Map<String, Object> claims) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String head = encoder.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8));
    String body =
        encoder.encodeToString(
            Http.JSON.valueToTree(claims).toString().getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(TokenRealm.KEYS.getPrivate());
      signature.update((head + "." + body).getBytes(StandardCharsets.UTF_8));
      return head + "." + body + "." + encoder.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
