package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rules protect a role, a client or a group. */
class ProtectionIT {

  private final RealmFixture realm = WideServer.shared().newRealm();
  private final Story story = new Story(realm);

  @BeforeEach
  void aRule() {
    story.rule(
        Map.of(
            "mode",
            "audit",
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*"))));
  }

  private JsonNode protection(String query) {
    return realm.gate("/protection?" + query).get().expect(200).json();
  }

  private String roleId(String name) {
    return realm.role(name).path("id").asText();
  }

  @Test
  void aRoleAndOneThatContainsItSayWhichRuleProtectsWhat() {
    JsonNode found = protection("role=" + roleId(Story.ROLE));
    assertThat(found).hasSize(1);
    assertThat(found.path(0).path("name").asText()).isEqualTo("prod-admins");
    assertThat(found.path(0).path("mode").asText()).isEqualTo("audit");

    realm.createRole("boss");
    assertThat(protection("role=" + roleId("boss"))).isEmpty();
    realm.api("/roles/boss/composites").post(List.of(realm.role(Story.ROLE))).expect(204);
    assertThat(protection("role=" + roleId("boss")).findValuesAsText("realmRole"))
        .containsExactly(Story.ROLE);
  }

  @Test
  void aClientSaysItOfItsCredential() {
    String ci = realm.createClient("ci-low", Map.of("serviceAccountsEnabled", true));
    assertThat(protection("client=" + ci).findValuesAsText("clientCredential"))
        .containsExactly("ci-low");
    assertThat(protection("client=" + realm.createClient("shop", Map.of()))).isEmpty();
  }

  @Test
  void aGroupSaysItOfWhatItAndThoseAboveItCarry() {
    String above = realm.api("/groups").post(Map.of("name", "above")).expect(201).createdId();
    String below =
        realm
            .api("/groups/" + above + "/children")
            .post(Map.of("name", "below"))
            .expect(201)
            .createdId();
    assertThat(protection("group=" + below)).isEmpty();
    realm
        .api("/groups/" + above + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    assertThat(protection("group=" + below).findValuesAsText("realmRole"))
        .containsExactly(Story.ROLE);
  }

  @Test
  void neitherNothingNorTwoNorTheUnknownIsAnswered() {
    assertThat(realm.gate("/protection").get().status()).isEqualTo(400);
    assertThat(realm.gate("/protection?role=a&client=b").get().status()).isEqualTo(400);
    for (String kind : List.of("role", "client", "group")) {
      assertThat(realm.gate("/protection?" + kind + "=nobody").get().status()).isEqualTo(404);
    }
  }
}
