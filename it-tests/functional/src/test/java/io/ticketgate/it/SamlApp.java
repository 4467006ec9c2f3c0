package io.ticketgate.it;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An application that takes SAML assertions, and logins of people who go to it. */
public final class SamlApp {

  /** Where assertions are sent. */
  static final String CONSUMER = "http://saml.test/acs";

  private final RealmFixture realm;
  private final String id;

  private SamlApp(RealmFixture realm, String id) {
    this.realm = realm;
    this.id = id;
  }

  /** One that is there already. */
  public static SamlApp of(RealmFixture realm, String id) {
    return new SamlApp(realm, id);
  }

  /**
   * A new one.
   *
   * @param more fields of the client
   */
  public static SamlApp create(RealmFixture realm, String id, Map<String, ?> more) {
    Map<String, Object> client = new LinkedHashMap<>();
    client.put("clientId", id);
    client.put("protocol", "saml");
    client.put("fullScopeAllowed", true);
    client.put("redirectUris", List.of("http://saml.test/*"));
    client.put(
        "attributes",
        Map.of(
            "saml_idp_initiated_sso_url_name",
            id,
            "saml_assertion_consumer_url_post",
            CONSUMER,
            "saml.client.signature",
            "false",
            "saml.force.post.binding",
            "true"));
    client.putAll(more);
    realm.api("/clients").post(client).expect(201);
    return new SamlApp(realm, id);
  }

  /** Somebody goes to the application by Keycloak's link to it: the page that brings them there. */
  public Answer login(String user) {
    return login(new Browser(realm.server()), user);
  }

  Answer login(Browser browser, String user) {
    Answer page = browser.open("/realms/" + realm.name() + "/protocol/saml/clients/" + id);
    return browser.submit(page, Map.of("username", user, "password", RealmFixture.PASSWORD));
  }

  /** The response that a page posts to the application; empty when it posts none. */
  public static String response(Answer posted) {
    String response = Browser.hidden(posted.body()).getOrDefault("SAMLResponse", "");
    return new String(Base64.getMimeDecoder().decode(response), StandardCharsets.UTF_8);
  }
}
