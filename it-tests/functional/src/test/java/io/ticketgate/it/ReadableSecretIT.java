package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Keycloak shows the secret of a client to anyone who may view the client. A client that acts for
 * the gate by one is reported. The server looks every second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadableSecretIT {

  private KeycloakServer server;

  @BeforeAll
  void start() {
    server = WideServer.sharedEager();
  }

  private static String itsm(RealmFixture realm, String clientId, String authenticator) {
    String client =
        realm.createClient(
            clientId,
            Map.of(
                "serviceAccountsEnabled", true,
                "publicClient", false,
                "clientAuthenticatorType", authenticator));
    realm.grantManagement(
        realm.api("/clients/" + client + "/service-account-user").get().expect(200).text("id"),
        "ticket-gate-itsm");
    return client;
  }

  private static List<String> inOverview(RealmFixture realm) {
    JsonNode findings = realm.gate("").get().expect(200).json().path("findings");
    assertThat(findings.findValuesAsText("code")).allMatch("secret_readable"::equals);
    return findings.findValuesAsText("client");
  }

  private static List<String> reported(RealmFixture realm) {
    return realm
        .api("/admin-events?max=500&resourcePath=ticket-gate/bindings/drift")
        .get()
        .expect(200)
        .json()
        .findValues("details")
        .stream()
        .filter(details -> details.path("audit").asText().equals("secret_readable"))
        .map(details -> details.path("subject").asText())
        .toList();
  }

  @Test
  void theItsmsIsReportedOnceUntilItProvesItselfByAKey() throws Exception {
    RealmFixture realm =
        server.newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    String itsm = itsm(realm, "itsm", "client-secret");
    itsm(realm, "keyed", "client-jwt");
    realm.createClient("plain", Map.of("serviceAccountsEnabled", true, "publicClient", false));
    Story story = new Story(realm);
    assertThat(inOverview(realm)).isEmpty();
    assertThat(realm.gate("").get().json().has("findings")).isFalse();

    story.rule(Map.of());

    assertThat(inOverview(realm)).containsExactly("itsm");
    assertThat(Story.eventually(() -> !reported(realm).isEmpty())).isTrue();
    Thread.sleep(2500);
    assertThat(reported(realm)).containsExactly(itsm);

    realm.api("/clients/" + itsm).put(Map.of("clientAuthenticatorType", "client-jwt")).expect(204);
    assertThat(inOverview(realm)).isEmpty();
    assertThat(realm.gate("").get().json().has("findings")).isTrue();
  }
}
