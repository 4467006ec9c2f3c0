package io.ticketgate.it;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Browser;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

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
            "saml.allow.ecp.flow",
            "true",
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

  /** The application asks whether somebody is logged in already: the page that brings them back. */
  Answer passive(Browser browser) {
    return browser.open(
        "/realms/"
            + realm.name()
            + "/protocol/saml?SAMLRequest="
            + Http.encode(Base64.getEncoder().encodeToString(deflated(request(true)))));
  }

  /** Somebody logs in by an enhanced client, such as a tool on a command line: a SOAP message. */
  Answer enhanced(String user) {
    String credentials = user + ":" + RealmFixture.PASSWORD;
    return realm
        .open("/protocol/saml")
        .header("Content-Type", "text/xml")
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
        .post(
            "<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>"
                + request(false)
                + "</S:Body></S:Envelope>");
  }

  private String request(boolean passive) {
    return "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_"
        + UUID.randomUUID()
        + "\" Version=\"2.0\" IssueInstant=\""
        + Instant.now().truncatedTo(ChronoUnit.SECONDS)
        + "\" IsPassive=\""
        + passive
        + "\" AssertionConsumerServiceURL=\""
        + CONSUMER
        + "\"><a:Issuer xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">"
        + id
        + "</a:Issuer></p:AuthnRequest>";
  }

  /** As the redirect binding wants it (SAML bindings, 3.4.4.1): without a header. */
  private static byte[] deflated(String xml) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, true))) {
      out.write(xml.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The response that a page posts to the application; empty when it posts none. */
  public static String response(Answer posted) {
    String response = Browser.hidden(posted.body()).getOrDefault("SAMLResponse", "");
    return new String(Base64.getMimeDecoder().decode(response), StandardCharsets.UTF_8);
  }
}
