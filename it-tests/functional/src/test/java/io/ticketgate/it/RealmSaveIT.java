package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Somebody who manages a realm with a rule saves it; nobody has saved it before. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealmSaveIT {

  /** By these a realm is found. */
  private static final Set<String> NOT_A_SETTING = Set.of("id", "realm", "keycloakVersion");

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

  /** What every page of the realm settings may change, one field at a time. */
  @Test
  void noFieldOfARealmIsRefusedBecauseNobodyHasSaidWhatItIs() {
    ObjectNode before = read();
    List<String> odd = new ArrayList<>();
    Set<String> allowed = new TreeSet<>();
    before
        .fieldNames()
        .forEachRemaining(
            name -> {
              ObjectNode changed = read();
              if (NOT_A_SETTING.contains(name) || !change(changed, name)) {
                return;
              }
              Answer answer = save(changed);
              if (answer.status() == 204) {
                allowed.add(name);
              } else if (answer.body().contains("unclassified")
                  || (answer.status() == 403 && !answer.body().contains("trust_base_guarded"))) {
                odd.add(name + ": " + answer);
              }
              realm.api("").put(before).expect(204);
            });
    assertThat(odd).isEmpty();
    assertThat(allowed)
        .contains(
            "rememberMe",
            "ssoSessionMaxLifespan",
            "accessCodeLifespanLogin",
            "internationalizationEnabled",
            "actionTokenGeneratedByUserLifespan",
            "organizationsEnabled")
        .doesNotContain(
            "resetPasswordAllowed",
            "bruteForceProtected",
            "maxSecondaryAuthFailures",
            "webAuthnPolicyResidentKey",
            "webAuthnPolicyPasskeysEnabled");
  }

  private static boolean change(ObjectNode realm, String name) {
    JsonNode value = realm.path(name);
    if (value.isBoolean()) {
      realm.put(name, !value.asBoolean());
    } else if (value.isInt()) {
      realm.put(name, value.asInt() + 1);
    } else if (value.isTextual()) {
      realm.put(name, value.asText().equals("required") ? "preferred" : "required");
    } else {
      return false;
    }
    return true;
  }

  @Test
  void theLifespanOfOneKindOfLinkIsAsHarmlessAsThatOfAll() {
    for (String kind : List.of("verify-email", "reset-credentials", "execute-actions")) {
      ObjectNode changed = read();
      ((ObjectNode) changed.path("attributes"))
          .put("actionTokenGeneratedByUserLifespan." + kind, "600");
      save(changed).expect(204);
    }
  }

  @Test
  void aDomainIsGuardedOnceAnIdentityProviderAnswersForItsOrganisation() {
    realm.api("").put(Map.of("organizationsEnabled", true)).expect(204);
    String id =
        realm
            .api("/organizations")
            .bearer(manager)
            .post(organization("acme", "acme.test"))
            .expect(201)
            .createdId();
    realm
        .api("/organizations/" + id)
        .bearer(manager)
        .put(organization("acme", "acme.example"))
        .expect(204);
    realm
        .api("/identity-provider/instances")
        .post(
            Map.of(
                "alias",
                "corp",
                "providerId",
                "oidc",
                "config",
                Map.of(
                    "clientId", "kc",
                    "clientSecret", "kc",
                    "tokenUrl", "https://corp.test/token",
                    "authorizationUrl", "https://corp.test/auth")))
        .expect(201);
    realm
        .api("/organizations/" + id + "/identity-providers")
        .post(new TextNode("corp"))
        .expect(204);

    Answer refused =
        realm.api("/organizations/" + id).bearer(manager).put(organization("acme", "bank.test"));

    assertThat(refused.status()).as("%s", refused).isEqualTo(403);
    assertThat(refused.body()).contains("trust_base_guarded");
  }

  private static Map<String, Object> organization(String name, String domain) {
    return Map.of(
        "name", name, "alias", name, "domains", List.of(Map.of("name", domain, "verified", true)));
  }
}
