package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody who manages a realm with a rule saves it; nobody has saved it before. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealmSaveIT {

  private RealmFixture realm;
  private String manager;

  @BeforeAll
  void prepare(KeycloakServer server) {
    realm = server.newRealm();
    realm.grantManagement(realm.createUser("manager"), "manage-realm");
    new Story(realm).rule(Map.of());
    manager = realm.tokenOf("manager");
  }

  @AfterAll
  void close() {
    realm.close();
  }

  private ObjectNode read() {
    return (ObjectNode) realm.api("").bearer(manager).get().expect(200).json();
  }

  private Answer save(JsonNode representation) {
    return realm.api("").bearer(manager).put(representation);
  }

  @Test
  void aSaveThatChangesNothingOfTheTrustBaseIsNotRefused() {
    save(read().put("ssoSessionIdleTimeout", 1801)).expect(204);
    assertThat(read().path("ssoSessionIdleTimeout").asInt()).isEqualTo(1801);
    save(read().put("ssoSessionIdleTimeout", 1802)).expect(204);

    ObjectNode without = read();
    without.remove("clientProfiles");
    without.remove("clientPolicies");
    save(without).expect(204);

    ObjectNode fewer = read();
    ObjectNode attributes = (ObjectNode) fewer.path("attributes");
    attributes.remove("realmReusableOtpCode");
    attributes.remove("acr.loa.map");
    save(fewer).expect(204);
  }

  @Test
  void oneThatDoesIs() {
    for (ObjectNode changed :
        new ObjectNode[] {
          read().put("otpPolicyCodeReusable", true),
          read().put("bruteForceProtected", true),
          read().put("failureFactor", 1_000),
          read().put("resetPasswordAllowed", true)
        }) {
      Answer refused = save(changed);
      assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
      assertThat(refused.body()).contains("trust_base_guarded");
    }
    ObjectNode headers = read();
    ((ObjectNode) headers.path("browserSecurityHeaders")).put("xFrameOptions", "");
    assertThat(save(headers).status()).isEqualTo(403);
  }
}
