package io.ticketgate.it.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ticketgate.it.Partner;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Logins in a browser, at the stage's realm or through a second realm as identity provider. */
final class Broker {

  static final String ALIAS = "corp";
  static final String BROOKE = "brooke";
  private static final String PORTAL = "portal";
  private static final String BACK = "http://portal.test/back";

  private Broker() {}

  /** A client for logins in a browser. */
  static void portal(Stage stage) {
    stage.realm.createClient(
        PORTAL, Map.of("standardFlowEnabled", true, "redirectUris", List.of(BACK)));
  }

  /** The portal, and brooke's company as an OpenID Connect provider. */
  static void oidc(Stage stage) {
    oidc(stage, Map.of());
  }

  static void oidc(Stage stage, Map<String, String> more) {
    portal(stage);
    Map<String, String> config = Partner.oidc(company(stage));
    config.put("syncMode", "FORCE");
    config.putAll(more);
    provider(stage, "keycloak-oidc", config);
  }

  /** The portal, and brooke's company as a SAML provider. */
  static void saml(Stage stage) {
    portal(stage);
    RealmFixture company = company(stage);
    String realm = stage.realm.server().baseUri() + "/realms/" + stage.realm.name();
    company
        .api("/clients")
        .post(
            Map.of(
                "clientId",
                realm,
                "protocol",
                "saml",
                "redirectUris",
                List.of(realm + "/*"),
                "attributes",
                Map.of(
                    "saml.client.signature", "false",
                    "saml.force.post.binding", "true",
                    "saml_name_id_format", "username",
                    "saml_force_name_id_format", "true")))
        .expect(201);
    Map<String, String> config = new LinkedHashMap<>();
    config.put("idpEntityId", stage.realm.server().baseUri() + "/realms/" + company.name());
    config.put("entityId", realm);
    config.put(
        "singleSignOnServiceUrl",
        stage.realm.server().baseUri() + "/realms/" + company.name() + "/protocol/saml");
    config.put("postBindingResponse", "true");
    config.put("nameIDPolicyFormat", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified");
    config.put("syncMode", "FORCE");
    provider(stage, "saml", config);
  }

  private static RealmFixture company(Stage stage) {
    RealmFixture company = stage.realm.server().newRealm();
    stage.atEnd(company::close);
    stage.note("company", company.name());
    stage.note(BROOKE, company.createUser(BROOKE));
    return company;
  }

  private static void provider(Stage stage, String type, Map<String, String> config) {
    stage
        .realm
        .api("/identity-provider/instances")
        .post(
            Map.of(
                "alias", ALIAS,
                "providerId", type,
                "enabled", true,
                "trustEmail", true,
                "config", config))
        .expect(201);
  }

  /** The start of a login at the portal. */
  static String start(Stage stage, String endpoint, String... more) {
    StringBuilder path =
        new StringBuilder("/realms/" + stage.realm.name() + "/protocol/openid-connect/" + endpoint)
            .append("?response_type=code&scope=openid&client_id=" + PORTAL)
            .append("&redirect_uri=" + Http.encode(BACK));
    for (int i = 0; i < more.length; i += 2) {
      path.append('&').append(more[i]).append('=').append(Http.encode(more[i + 1]));
    }
    return path.toString();
  }

  /**
   * Brooke logs in through her company: the token endpoint's answer, or the page she is left at.
   */
  static Answer login(Stage stage) {
    Browser browser = new Browser(stage.realm.server());
    Answer page = browser.open(start(stage, "auth", "kc_idp_hint", ALIAS));
    while (page.status() == 200 && page.body().contains("\"SAMLRequest\"")) {
      page = browser.submit(page, Map.of());
    }
    page = browser.submit(page, Map.of("username", BROOKE, "password", RealmFixture.PASSWORD));
    while (page.status() == 200 && page.body().contains("\"SAMLResponse\"")) {
      page = browser.submit(page, Map.of());
    }
    if (page.status() == 200 && page.body().contains("name=\"firstName\"")) {
      page =
          browser.submit(
              page,
              Map.of("firstName", "Brooke", "lastName", "Test", "email", "brooke@example.test"));
    }
    return tokens(stage, page);
  }

  /** What the token endpoint gives for the code that a login ended with; else where it ended. */
  static Answer tokens(Stage stage, Answer end) {
    String location = end.header("Location");
    int code = location.indexOf("code=");
    if (end.status() != 302 || code < 0) {
      return end.status() < 400 ? stuck(end) : end;
    }
    Answer answer =
        stage
            .realm
            .server()
            .admin()
            .tokens(
                stage.realm.name(),
                "grant_type",
                "authorization_code",
                "client_id",
                PORTAL,
                "client_secret",
                RealmFixture.SECRET,
                "redirect_uri",
                BACK,
                "code",
                location.substring(code + "code=".length()).replaceFirst("&.*", ""));
    if (answer.status() == 200) {
      stage.note("token", answer.text("access_token"));
      stage.note("id_token", answer.text("id_token"));
    }
    return answer;
  }

  /** A page that wants something of the user is no login, whatever its status. */
  private static Answer stuck(Answer page) {
    return new Answer(422, page.headers(), page.body());
  }

  /** The claims that the login has brought. */
  static JsonNode claims(Stage stage) {
    return claims(stage, "token");
  }

  static JsonNode claims(Stage stage, String token) {
    return stage.hasNoted(token) ? Stage.claims(stage.noted(token)) : MissingNode.getInstance();
  }

  static boolean tokenCarries(Stage stage) {
    return Stage.carries(claims(stage).at("/realm_access/roles"), Stage.ROLE);
  }
}
