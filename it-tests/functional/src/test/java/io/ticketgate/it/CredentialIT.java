package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Credentials that are obtained under tickets: secrets, keys, certificates, and their owners. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialIT {

  private Clients clients;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    clients = new Clients(fixture, 12);
    realm = fixture;
    realm.update(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    realm.createClient("owned-1");
    clients.rule(
        "owned", "owned-*", Map.of("owner", Map.of("required", true, "attribute", "team")));
  }

  @Test
  void aSecretIsIssuedUnderATicketAndShownOnce() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    Answer created = clients.obtain(ticket, client, Map.of());

    JsonNode binding = created.expect(201).json();
    JsonNode credential = binding.path("credential");
    String secret = credential.path("secret").asText();
    assertThat(credential.path("clientId").asText()).isEqualTo(client);
    assertThat(credential.path("expiresAt")).isEqualTo(binding.path("expiresAt"));
    assertThat(credential.has("keyIds")).isFalse();
    assertThat(binding.at("/subject/serviceAccount").asText()).isEqualTo(client);
    assertThat(binding.at("/entitlement/clientCredential").asText()).isEqualTo(client);
    assertThat(clients.inForce(client, secret)).isTrue();
    assertThat(clients.inForce(client, RealmFixture.SECRET)).as("the secret of before").isFalse();

    Answer again = clients.obtain(ticket, client, Map.of()).expect(200);
    assertThat(again.text("id")).isEqualTo(created.createdId());
    List<Answer> looks = new ArrayList<>(List.of(again));
    for (String path :
        List.of(
            "/bindings/" + created.createdId(),
            "/bindings/" + created.createdId() + "/history",
            "/bindings?client=" + client,
            "/tickets/demo/" + ticket.key)) {
      looks.add(realm.gate(path).get().expect(200));
    }
    looks.add(realm.api("/admin-events").get().expect(200));
    assertThat(looks)
        .allSatisfy(
            look -> assertThat(look.body()).doesNotContain(secret).doesNotContain("credential\""));
    assertThat(clients.inForce(client, secret)).as("asked for again").isTrue();
  }

  @Test
  void aClientWithoutServiceAccountGetsOne() {
    String client = clients.newClient();
    Map<String, Object> open = new HashMap<>();
    open.put("publicClient", true);
    open.put("serviceAccountsEnabled", false);
    realm
        .api("/clients/" + realm.clientUuid(client))
        .ticket(clients.ticketFor(client).ref())
        .put(open)
        .expect(204);

    String secret = clients.secret(clients.ticketFor(client), client);

    String token = clients.token(client, secret).expect(200).text("access_token");
    assertThat(realm.isActive(token)).isTrue();
    assertThat(clients.client(client).path("publicClient").asBoolean()).isFalse();
  }

  @Test
  void keysAreRegisteredAndGoWithTheTicket() {
    String client = clients.newClient();
    ClientKey first = ClientKey.rsa(2048);
    ClientKey second = ClientKey.rsa(2048);
    Pushed ticket = clients.ticketFor(client);

    JsonNode credential =
        clients
            .obtain(
                ticket,
                client,
                Map.of(
                    "credential",
                    Map.of("jwks", Map.of("keys", List.of(first.jwk(), second.jwk())))))
            .expect(201)
            .json()
            .path("credential");

    assertThat(credential.has("secret")).isFalse();
    assertThat(credential.path("keyIds"))
        .extracting(JsonNode::asText)
        .containsExactly(first.kid, second.kid);
    String token = first.token(realm, client).expect(200).text("access_token");
    second.token(realm, client).expect(200);
    assertThat(realm.isActive(token)).isTrue();
    assertThat(ClientKey.rsa(2048).token(realm, client).status()).isIn(400, 401);

    ticket.close();

    assertThat(first.token(realm, client).status()).isIn(400, 401);
    assertThat(realm.isActive(token)).isFalse();
    assertThat(clients.client(client).path("attributes").has("jwks.string")).isFalse();
  }

  @Test
  void newKeysReplaceTheOldOnesAtOnce() {
    String client = clients.newClient();
    ClientKey old = ClientKey.rsa(2048);
    clients
        .obtain(clients.ticketFor(client), client, Map.of("credential", Map.of("jwk", old.jwk())))
        .expect(201);
    old.token(realm, client).expect(200);
    ClientKey next = ClientKey.rsa(2048);

    clients
        .obtain(clients.ticketFor(client), client, Map.of("credential", Map.of("jwk", next.jwk())))
        .expect(201);

    next.token(realm, client).expect(200);
    assertThat(old.token(realm, client).status()).isIn(400, 401);
  }

  @Test
  void aCertificateIsRegistered(@TempDir Path folder) throws Exception {
    String client = clients.newClient();
    KeyStore.PrivateKeyEntry made = certified(folder.resolve("client.p12"));
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + base64(made.getCertificate().getEncoded())
            + "\n-----END CERTIFICATE-----";
    Pushed ticket = clients.ticketFor(client);

    JsonNode credential =
        clients
            .obtain(ticket, client, Map.of("credential", Map.of("certificate", pem)))
            .expect(201)
            .json()
            .path("credential");

    ClientKey key =
        ClientKey.ofCertificate(
            credential.at("/keyIds/0").asText(), base64(pkcs1(made.getPrivateKey())));
    key.token(realm, client).expect(200);
    ticket.close();
    assertThat(key.token(realm, client).status()).isIn(400, 401);
  }

  /**
   * By the JDK's tool. Keycloak makes keys of 4096 bits, which can take this server, with the quick
   * compiler only, longer than a request may.
   */
  private static KeyStore.PrivateKeyEntry certified(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "client",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=client",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                RealmFixture.PASSWORD)
            .redirectErrorStream(true)
            .start();
    byte[] said = keytool.getInputStream().readAllBytes();
    assertThat(keytool.waitFor()).as(new String(said, StandardCharsets.UTF_8)).isZero();
    char[] password = RealmFixture.PASSWORD.toCharArray();
    return (KeyStore.PrivateKeyEntry)
        KeyStore.getInstance(file.toFile(), password)
            .getEntry("client", new KeyStore.PasswordProtection(password));
  }

  /** What is within the 26 octets that RFC 5208 puts around a key of 2048 bits. */
  private static byte[] pkcs1(Key key) {
    byte[] pkcs8 = key.getEncoded();
    return Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void anAuthorisationIssuesNothingUntilItIsActivated() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);
    Answer authorised = clients.obtain(ticket, client, Map.of("activate", false)).expect(201);
    assertThat(authorised.json().has("credential")).isFalse();
    assertThat(clients.inForce(client, RealmFixture.SECRET)).as("as before").isTrue();
    ClientKey key = ClientKey.rsa(2048);

    JsonNode active =
        realm
            .gate("/bindings/" + authorised.createdId() + "/activate")
            .post(Map.of("credential", Map.of("jwk", key.jwk())))
            .expect(200)
            .json();

    assertThat(active.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(active.at("/credential/keyIds/0").asText()).isEqualTo(key.kid);
    key.token(realm, client).expect(200);
  }

  @Test
  void anAuthorisationThatIsAskedForAgainIssues() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);
    clients.obtain(ticket, client, Map.of("activate", false)).expect(201);

    JsonNode active = clients.obtain(ticket, client, Map.of()).expect(200).json();

    assertThat(clients.inForce(client, active.at("/credential/secret").asText())).isTrue();
  }

  @Test
  void whoIssuesMayAlsoManageTheClient() {
    String client = clients.newClient();
    Map<String, Object> wish = clients.wish(clients.ticketFor(client), client, Map.of());
    realm.grantManagement(realm.createUser("granter"), "ticket-gate-grant");
    Answer refused = realm.gate("/bindings").bearer(realm.tokenOf("granter")).post(wish);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("not_permitted");
    assertThat(refused.text("detail")).contains("manage-clients");
    assertThat(clients.inForce(client, RealmFixture.SECRET)).isTrue();

    realm.grantManagement(realm.userId("granter"), "manage-clients");

    realm.gate("/bindings").bearer(realm.tokenOf("granter")).post(wish).expect(201);
  }

  @Test
  void theOwnerIsKeptWithBindingAndClient() {
    Pushed ticket = clients.ticketFor("owned-1");
    Answer nobody = clients.obtain(ticket, "owned-1", Map.of());
    assertThat(nobody.status()).isEqualTo(403);
    assertThat(nobody.text("code")).isEqualTo("owner_missing");

    JsonNode binding =
        clients.obtain(ticket, "owned-1", Map.of("owner", "olivia")).expect(201).json();

    assertThat(binding.path("owner").asText()).isEqualTo("olivia");
    assertThat(clients.client("owned-1").at("/attributes/team").asText()).isEqualTo("olivia");
    JsonNode next =
        clients.obtain(clients.ticketFor("owned-1"), "owned-1", Map.of()).expect(201).json();
    assertThat(next.path("owner").asText()).as("whom the client names").isEqualTo("olivia");
  }

  @Test
  void aDryRunTellsAndIssuesNothing() {
    String client = clients.newClient();
    Pushed ticket = clients.ticketFor(client);

    JsonNode allowed =
        realm.gate("/evaluations").post(clients.wish(ticket, client, Map.of())).expect(200).json();
    JsonNode denied =
        realm
            .gate("/evaluations")
            .post(clients.wish(clients.ticketFor("now-1"), client, Map.of()))
            .expect(200)
            .json();

    assertThat(allowed.path("allowed").asBoolean()).isTrue();
    assertThat(allowed.path("rules").path(0).asText()).isEqualTo("ci");
    assertThat(denied.path("allowed").asBoolean()).isFalse();
    assertThat(clients.inForce(client, RealmFixture.SECRET)).isTrue();
  }
}
