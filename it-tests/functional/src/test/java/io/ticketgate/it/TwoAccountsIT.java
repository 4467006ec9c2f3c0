package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A person with two accounts approves nothing for themselves, and counts once. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoAccountsIT {

  private RealmFixture realm;
  private Story story;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(realm);
    ObjectNode profile = (ObjectNode) realm.api("/users/profile").get().expect(200).json();
    realm
        .api("/users/profile")
        .put(profile.put("unmanagedAttributePolicy", "ADMIN_EDIT"))
        .expect(200);
    story.rule(Map.of("separationOfDuties", Map.of("personAttribute", "number")));
    numbered("bob", "7");
    numbered("carol", "8");
  }

  private void numbered(String user, String... numbers) {
    String path = "/users/" + realm.userId(user);
    ObjectNode account = (ObjectNode) realm.api(path).get().expect(200).json();
    account.putObject("attributes").set("number", Http.JSON.valueToTree(numbers));
    realm.api(path).put(account).expect(204);
  }

  private Answer bind(String user) {
    return story.bind(
        story.ticketFor(user).with("requester", "carol").approvedBy("bob").push(), user);
  }

  private void refused(Answer answer, String says) {
    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("separation_of_duties");
    assertThat(answer.text("detail")).contains(says);
  }

  @Test
  void anotherAccountOfTheApproverGetsNothing() {
    String second = story.newUser();
    numbered(second, "7");
    refused(bind(second), "approved by its requester or its beneficiary");

    numbered(second, "9");
    bind(second).expect(201);
  }

  @Test
  void whoCannotBeToldFromOthersGetsNothing() {
    String unnumbered = story.newUser();
    refused(bind(unnumbered), "has no attribute number");

    numbered(unnumbered, "10", "11");
    refused(bind(unnumbered), "has no attribute number");
  }

  @Test
  void twoAccountsOfOneApproverAreOneApproval() {
    story.rule(
        Map.of(
            "name",
            "two",
            "protects",
            Map.of("realmRoles", List.of("two-*")),
            "separationOfDuties",
            Map.of("personAttribute", "number"),
            "tickets",
            Map.of("minApprovals", 2)));
    String dave = story.newUser();
    numbered(dave, "7");
    String erin = story.newUser();
    numbered(erin, "12");
    realm.createRole("two-eyes");

    Answer answer =
        realm
            .gate("/bindings")
            .post(
                Map.of(
                    "ticket",
                    story
                        .ticketFor(erin)
                        .with("requester", "carol")
                        .with("entitlements", List.of(Map.of("realmRole", "two-eyes")))
                        .approvedBy("bob", dave)
                        .push()
                        .ref(),
                    "subject",
                    Map.of("user", erin),
                    "entitlement",
                    Map.of("realmRole", "two-eyes")));

    assertThat(answer.status()).as("%s", answer).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("approver_not_eligible");
    assertThat(answer.text("detail")).contains("name a person who is counted already");
  }
}
