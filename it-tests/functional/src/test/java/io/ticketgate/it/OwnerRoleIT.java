package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Owners hold the role that a rule asks of them, for as long as they own something. */
class OwnerRoleIT {

  private static final Map<String, String> CREDENTIAL = Map.of("clientCredential", "ci-1");
  private static final String ROLE = "service-owner";

  private final RealmFixture realm =
      WideServer.sharedEager()
          .newRealm(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
  private final Story story = new Story(realm);

  @BeforeEach
  void ownersNeedARole() {
    for (String name : List.of("olivia", "dora", "pete", "adam", "keeper")) {
      realm.createUser(name);
    }
    realm.createRole(ROLE);
    realm.assign("olivia", ROLE).expect(204);
    realm.assign("dora", ROLE).expect(204);
    realm.grantManagement(realm.userId("adam"), "ticket-gate-admin");
    realm.grantManagement(realm.userId("keeper"), "manage-users", "manage-realm");
    realm.createClient("ci-1");
    story.rule(rule());
  }

  private static Map<String, ?> rule() {
    return Map.of(
        "protects",
        Map.of("clientCredentials", List.of("ci-*")),
        "owner",
        Map.of("required", true, "role", ROLE));
  }

  private Answer bind(String owner) {
    Pushed ticket =
        story
            .ticketFor("ci-1")
            .with("requester", owner)
            .with("entitlements", List.of(CREDENTIAL))
            .push();
    return realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket",
                ticket.ref(),
                "subject",
                Map.of("serviceAccount", "ci-1"),
                "entitlement",
                CREDENTIAL,
                "owner",
                owner));
  }

  private Answer handOver(String id, String owner) {
    return realm
        .gate("/bindings/" + id + "/owner")
        .bearer(realm.tokenOf("adam"))
        .post(Map.of("owner", owner));
  }

  private boolean becomes(String id, String status) {
    return Story.within(90, () -> story.binding(id).path("status").asText().equals(status));
  }

  private Answer token(JsonNode bound) {
    return realm
        .server()
        .admin()
        .clientCredentials(realm.name(), "ci-1", bound.at("/credential/secret").asText());
  }

  private static void refused(Answer answer, int status, String code) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.text("code")).as(answer.toString()).isEqualTo(code);
  }

  @Test
  void whoeverLosesTheRoleOwnsNothingUntilItIsHandedToAHolder() {
    refused(bind("pete"), 403, "owner_missing");
    JsonNode bound = bind("olivia").expect(201).json();
    String id = bound.path("id").asText();
    token(bound).expect(200);

    realm.unassign("olivia", ROLE).expect(204);

    assertThat(becomes(id, "SUSPENDED")).isTrue();
    assertThat(token(bound).status()).isNotEqualTo(200);
    JsonNode history = realm.gate("/bindings/" + id + "/history").get().expect(200).json();
    assertThat(history.findValuesAsText("cause")).containsExactly("owner_left");
    assertThat(history.findValuesAsText("detailCode")).contains("owner_without_role");
    refused(realm.gate("/bindings/" + id + "/resume").post(), 403, "owner_missing");
    Answer unfit = handOver(id, "pete");
    refused(unfit, 403, "owner_missing");
    assertThat(unfit.text("detail"))
        .isEqualTo(
            "The owner must hold role service-owner, as rule prod-admins demands (owner.role). Name"
                + " an owner who holds it.");

    JsonNode handed = handOver(id, "dora").expect(200).json();

    assertThat(handed.path("status").asText()).isEqualTo("ACTIVE");
    token(bound).expect(200);
  }

  @Test
  void theRoleIsHandedOutAndRenamedByTheGatesAdministratorOnly() {
    String keeper = realm.tokenOf("keeper");
    Answer given =
        realm.mappings(realm.userId("pete")).bearer(keeper).post(List.of(realm.role(ROLE)));
    assertThat(given.status()).as(given.toString()).isEqualTo(403);
    assertThat(given.text("error")).isEqualTo("trust_base_guarded");
    Answer renamed =
        realm
            .api("/roles-by-id/" + realm.roleId(ROLE))
            .bearer(keeper)
            .put(Map.of("name", "former-owner"));
    assertThat(renamed.status()).as(renamed.toString()).isEqualTo(403);
    assertThat(renamed.text("error")).isEqualTo("trust_base_guarded");
    assertThat(realm.directRoles("pete")).doesNotContain(ROLE);

    Answer alone =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name",
                    "alone",
                    "protects",
                    Map.of("realmRoles", List.of("x-*")),
                    "owner",
                    Map.of("role", ROLE)));
    refused(alone, 400, "rule_invalid");
    assertThat(alone.text("field")).isEqualTo("owner.role");
  }

  @Test
  void anOwnerWhoseDirectoryIsAwayIsReportedOnceAndNothingIsSuspended() throws Exception {
    try (InMemoryDirectoryServer directory = ClosingIT.directory()) {
      ClosingIT.federate(realm, directory.getListenPort());
      realm.api("/users?search=lydia").get().expect(200);
      realm.assign("lydia", ROLE).expect(204);
      JsonNode bound = bind("lydia").expect(201).json();
      String lydia = realm.userId("lydia");
      directory.shutDown(true);
      realm.api("/clear-user-cache").post().expect(204);

      assertThat(Story.within(90, () -> reported().contains(lydia))).isTrue();
      Thread.sleep(2500);

      assertThat(reported()).containsExactly(lydia);
      assertThat(story.binding(bound.path("id").asText()).path("status").asText())
          .isEqualTo("ACTIVE");
      token(bound).expect(200);
    }
  }

  private List<String> reported() {
    return realm
        .api("/admin-events?max=500&resourcePath=ticket-gate/bindings/drift")
        .get()
        .expect(200)
        .json()
        .findValues("details")
        .stream()
        .filter(details -> details.path("audit").asText().equals("owner_unknown"))
        .map(details -> details.path("subject").asText())
        .toList();
  }
}
