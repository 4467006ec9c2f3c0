package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Groups and composite roles that carry a protected role under a ticket of their own, and the
 * people in them. What happens without that ticket is in the matrix.
 */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StructuresIT {

  private static final String LISTED = "app-list";

  private RealmFixture realm;
  private Story story;
  private int groups;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    realm.api("").put(Map.of("adminEventsEnabled", true, "adminEventsDetailsEnabled", true));
    story = new Story(fixture);
    fixture.createUser("alice");
    realm.createRole(LISTED);
    story.rule(Map.of("structuralGrants", true));
    story.rule(
        Map.of(
            "name",
            "listed",
            "protects",
            Map.of("realmRoles", List.of(LISTED)),
            "structuralGrants",
            true,
            "unboundMembers",
            "list"));
  }

  private String newGroup() {
    String name = "dba" + ++groups;
    return realm.api("/groups").post(Map.of("name", name)).expect(201).createdId();
  }

  private String path(String groupId) {
    return realm.api("/groups/" + groupId).get().expect(200).text("path");
  }

  private Pushed ticketForGroup(String groupId) {
    return story.ticketFor("group:" + path(groupId)).with("requester", "alice").push();
  }

  private Answer mapToGroup(String groupId, String ticket, String role) {
    return realm
        .api("/groups/" + groupId + "/role-mappings/realm")
        .ticket(ticket)
        .post(List.of(realm.role(role)));
  }

  private Answer join(String user, String groupId) {
    return realm.api("/users/" + realm.userId(user) + "/groups/" + groupId).put(Map.of());
  }

  private Answer join(String user, String groupId, String ticket) {
    return realm
        .api("/users/" + realm.userId(user) + "/groups/" + groupId)
        .ticket(ticket)
        .put(Map.of());
  }

  private List<String> rolesOf(String groupId) {
    return realm
        .api("/groups/" + groupId + "/role-mappings/realm")
        .get()
        .expect(200)
        .json()
        .findValuesAsText("name");
  }

  @Test
  void aGroupCarriesTheRoleUnderItsTicketAndEachMemberHasOneToo() {
    String group = newGroup();
    Pushed forGroup = ticketForGroup(group);
    mapToGroup(group, forGroup.ref(), Story.ROLE).expect(204);
    JsonNode binding = realm.gate("/bindings?ticket=" + forGroup.ref()).get().json().path(0);
    assertThat(binding.path("subject").path("group").asText()).isEqualTo(path(group));
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");

    String alice = story.newUser();
    assertThat(join(alice, group).text("error")).isEqualTo("ticket_required");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);

    Pushed forAlice = story.ticketFor(alice).push();
    join(alice, group, forAlice.ref()).expect(204);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);
    assertThat(realm.directRoles(alice)).as("a membership is enough").doesNotContain(Story.ROLE);

    forAlice.close();
    assertThat(realm.effectiveRoles(alice)).doesNotContain(Story.ROLE);
    assertThat(realm.api("/users/" + realm.userId(alice) + "/groups").get().json()).isEmpty();
    assertThat(rolesOf(group)).contains(Story.ROLE);

    forGroup.close();
    assertThat(rolesOf(group)).doesNotContain(Story.ROLE);
  }

  @Test
  void aGroupIsBoundThroughTheGatesOwnApiToo() {
    String group = newGroup();
    Pushed ticket = ticketForGroup(group);
    Map<String, Object> body =
        Map.of(
            "ticket", ticket.ref(),
            "subject", Map.of("group", path(group)),
            "entitlement", Map.of("realmRole", Story.ROLE));
    assertThat(realm.gate("/evaluations").post(body).expect(200).json().path("allowed").asBoolean())
        .isTrue();
    String id = realm.gate("/bindings").post(body).expect(201).createdId();
    assertThat(rolesOf(group)).contains(Story.ROLE);
    realm.gate("/bindings/" + id + "/revoke").post(Map.of("reason", "over")).expect(200);
    assertThat(rolesOf(group)).doesNotContain(Story.ROLE);
  }

  @Test
  void aCompositeIsBoundInTheSameWay() {
    realm.createRole("bundle");
    Pushed ticket = story.ticketFor("role:bundle").with("requester", "alice").push();
    Answer added =
        realm
            .api("/roles/bundle/composites")
            .ticket(ticket.ref())
            .post(List.of(realm.role(Story.ROLE)));
    added.expect(204);
    JsonNode binding = realm.gate("/bindings?ticket=" + ticket.ref()).get().json().path(0);
    assertThat(binding.path("subject").path("role").asText()).isEqualTo("bundle");

    ticket.close();

    assertThat(realm.api("/roles/bundle/composites").get().json()).isEmpty();
  }

  @Test
  void aTicketForSomebodyElseDoesNotServeAGroup() {
    String group = newGroup();
    Pushed ticket = story.ticketFor("group:/other").with("requester", "alice").push();
    assertThat(mapToGroup(group, ticket.ref(), Story.ROLE).text("error"))
        .isEqualTo("ticket_mismatch");
    assertThat(rolesOf(group)).isEmpty();
  }

  @Test
  void aGroupWithAMemberWhoHasNoTicketIsRefused() {
    String group = newGroup();
    String alice = story.newUser();
    join(alice, group).expect(204);
    Pushed ticket = ticketForGroup(group);

    Answer refused = mapToGroup(group, ticket.ref(), Story.ROLE);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("structural_grant_refused");
    assertThat(rolesOf(group)).isEmpty();
    assertThat(realm.gate("/bindings?ticket=" + ticket.ref()).get().json()).isEmpty();

    // One who has a binding of their own may be in it.
    story.bind(story.ticketFor(alice).push(), alice).expect(201);
    mapToGroup(group, ticket.ref(), Story.ROLE).expect(204);
  }

  @Test
  void membersWithoutATicketAreListedWhereTheRuleSaysSo() {
    String group = newGroup();
    String alice = story.newUser();
    join(alice, group).expect(204);
    Pushed ticket =
        story
            .ticketFor("group:" + path(group))
            .with("requester", "alice")
            .with("entitlements", List.of(Map.of("realmRole", LISTED)))
            .push();

    mapToGroup(group, ticket.ref(), LISTED).expect(204);

    JsonNode events =
        realm.api("/admin-events?resourcePath=ticket-gate/bindings/drift").get().json();
    assertThat(events.findValuesAsText("subject")).contains(realm.userId(alice));
    JsonNode unbound = realm.gate("/coverage?bound=false").get().expect(200).json();
    assertThat(unbound)
        .anySatisfy(
            grant -> {
              assertThat(grant.path("subject").path("user").asText()).isEqualTo(alice);
              assertThat(grant.path("entitlement").path("realmRole").asText()).isEqualTo(LISTED);
              assertThat(grant.path("bound").asBoolean()).isFalse();
            });
  }

  @Test
  void aGroupBelowABoundOneInheritsItsBinding() {
    String parent = newGroup();
    mapToGroup(parent, ticketForGroup(parent).ref(), Story.ROLE).expect(204);
    String child =
        realm
            .api("/groups/" + parent + "/children")
            .post(Map.of("name", "night-shift"))
            .expect(201)
            .createdId();
    String alice = story.newUser();
    assertThat(join(alice, child).text("error")).isEqualTo("ticket_required");
    join(alice, child, story.ticketFor(alice).push().ref()).expect(204);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);

    realm.api("/users/" + realm.userId(alice) + "/groups/" + child).delete().expect(204);
    assertThat(realm.gate("/bindings?user=" + alice).get().json().path(0).path("cause").asText())
        .isEqualTo("grant_removed");
  }

  @Test
  void theBindingOfARemovedGroupEndsWithIt() {
    String group = newGroup();
    Pushed ticket = ticketForGroup(group);
    mapToGroup(group, ticket.ref(), Story.ROLE).expect(204);
    realm.api("/groups/" + group).delete().expect(204);
    assertThat(
            realm
                .gate("/bindings?ticket=" + ticket.ref())
                .get()
                .json()
                .path(0)
                .path("cause")
                .asText())
        .isEqualTo("subject_removed");
  }

  @Test
  void anAuthorisationOfAGroupIsExercisedByTheStockEndpoint() {
    String group = newGroup();
    Pushed ticket = ticketForGroup(group);
    realm
        .gate("/bindings")
        .post(
            Map.of(
                "ticket", ticket.ref(),
                "subject", Map.of("group", path(group)),
                "entitlement", Map.of("realmRole", Story.ROLE),
                "activate", false))
        .expect(201);
    realm
        .api("/groups/" + group + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    assertThat(rolesOf(group)).contains(Story.ROLE);
  }
}
