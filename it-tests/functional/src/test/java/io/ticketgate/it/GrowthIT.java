package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Composite roles and groups that grow while people hold them: a binding covers what was approved,
 * and roles that exclude each other do not come together by a detour.
 */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrowthIT {

  private static final String SUPER = "db-super";
  private static final String MAKER = "payments-maker";
  private static final String CHECKER = "payments-checker";

  private RealmFixture realm;
  private Story story;
  private int names;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    fixture.createUser("alice");
    List.of(SUPER, MAKER, CHECKER).forEach(realm::createRole);
    story.rule(Map.of("structuralGrants", true));
    story.rule(
        Map.of(
            "name",
            "payments",
            "protects",
            Map.of("realmRoles", List.of(MAKER)),
            "structuralGrants",
            true,
            "separationOfDuties",
            Map.of("exclusiveRoles", List.of(List.of(MAKER, CHECKER)))));
  }

  private String newComposite(String... parts) {
    String name = "bundle" + ++names;
    realm.createRole(name);
    for (String part : parts) {
      put(name, part, structureTicket("role:" + name, part)).expect(204);
    }
    return name;
  }

  private String newGroup() {
    return realm.api("/groups").post(Map.of("name", "grown" + ++names)).expect(201).createdId();
  }

  private String structureTicket(String subject, String role) {
    return story
        .ticketFor(subject)
        .with("requester", "alice")
        .with("entitlements", List.of(Map.of("realmRole", role)))
        .push()
        .ref();
  }

  private Answer put(String composite, String part, String ticket) {
    return realm
        .api("/roles/" + composite + "/composites")
        .ticket(ticket)
        .post(List.of(realm.role(part)));
  }

  private Answer put(String composite, String part) {
    return realm.api("/roles/" + composite + "/composites").post(List.of(realm.role(part)));
  }

  private Answer map(String user, String role) {
    return realm
        .api("/users/" + realm.userId(user) + "/role-mappings/realm")
        .post(List.of(realm.role(role)));
  }

  private Pushed bound(String user, String role) {
    Pushed ticket =
        story.ticketFor(user).with("entitlements", List.of(Map.of("realmRole", role))).push();
    story.bind(ticket, user, Map.of("entitlement", Map.of("realmRole", role))).expect(201);
    return ticket;
  }

  @Test
  void aCompositeDoesNotGrowUnderWhoeverIsBoundToIt() {
    String bundle = newComposite(Story.ROLE);
    String alice = story.newUser();
    bound(alice, bundle);
    assertThat(realm.effectiveRoles(alice)).contains(Story.ROLE);

    Answer refused = put(bundle, SUPER, structureTicket("role:" + bundle, SUPER));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("structural_grant_refused");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(SUPER);

    Pushed own = bound(alice, SUPER);
    put(bundle, SUPER, structureTicket("role:" + bundle, SUPER)).expect(204);
    own.close();
    assertThat(realm.effectiveRoles(alice))
        .as("what came into the composite later rests on its own ticket")
        .doesNotContain(SUPER, bundle);
    String status =
        realm
            .gate("/bindings?user=" + alice + "&role=" + bundle)
            .get()
            .json()
            .path(0)
            .path("status")
            .asText();
    assertThat(status).isEqualTo("SUSPENDED");
  }

  @Test
  void aCompositeWithinACompositeDoesNotGrowEither() {
    String inner = newComposite();
    String outer = newComposite(Story.ROLE);
    put(outer, inner).expect(204);
    String alice = story.newUser();
    bound(alice, outer);

    Answer refused = put(inner, SUPER, structureTicket("role:" + inner, SUPER));

    assertThat(refused.text("error")).isEqualTo("structural_grant_refused");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(SUPER);
  }

  @Test
  void anAuthorisationForACompositeThatHasGrownIsNotExercised() {
    String bundle = newComposite(Story.ROLE);
    String alice = story.newUser();
    Pushed ticket =
        story.ticketFor(alice).with("entitlements", List.of(Map.of("realmRole", bundle))).push();
    String id =
        story
            .bind(
                ticket,
                alice,
                Map.of("entitlement", Map.of("realmRole", bundle), "activate", false))
            .expect(201)
            .createdId();
    put(bundle, SUPER, structureTicket("role:" + bundle, SUPER)).expect(204);

    Answer refused = realm.gate("/bindings/" + id + "/activate").post(Map.of());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("code")).isEqualTo("identity_changed");
    assertThat(map(alice, bundle).status()).isEqualTo(403);
    assertThat(realm.effectiveRoles(alice)).doesNotContain(SUPER, bundle);
  }

  @Test
  void exclusiveRolesDoNotComeTogetherByAStockMappingOfTheUnprotectedOne() {
    String alice = story.newUser();
    bound(alice, MAKER);
    Answer refused = map(alice, CHECKER);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("error")).isEqualTo("separation_of_duties");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(CHECKER);
    map(story.newUser(), CHECKER).expect(204);
  }

  @Test
  void exclusiveRolesDoNotComeTogetherByAGroup() {
    String group = newGroup();
    String below =
        realm
            .api("/groups/" + group + "/children")
            .post(Map.of("name", "below"))
            .expect(201)
            .createdId();
    String alice = story.newUser();
    bound(alice, MAKER);
    realm.api("/users/" + realm.userId(alice) + "/groups/" + below).put(Map.of()).expect(204);

    Answer refused =
        realm.api("/groups/" + group + "/role-mappings/realm").post(List.of(realm.role(CHECKER)));

    assertThat(refused.text("error")).isEqualTo("separation_of_duties");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(CHECKER);
  }

  @Test
  void exclusiveRolesDoNotComeTogetherByMovingAGroup() {
    String checkers = newGroup();
    realm
        .api("/groups/" + checkers + "/role-mappings/realm")
        .post(List.of(realm.role(CHECKER)))
        .expect(204);
    String group = newGroup();
    String name = realm.api("/groups/" + group).get().text("name");
    String alice = story.newUser();
    bound(alice, MAKER);
    realm.api("/users/" + realm.userId(alice) + "/groups/" + group).put(Map.of()).expect(204);

    Answer refused =
        realm.api("/groups/" + checkers + "/children").post(Map.of("id", group, "name", name));

    assertThat(refused.text("error")).isEqualTo("separation_of_duties");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(CHECKER);
  }

  @Test
  void exclusiveRolesDoNotComeTogetherByACompositeThatGrows() {
    String bundle = newComposite();
    String alice = story.newUser();
    bound(alice, MAKER);
    map(alice, bundle).expect(204);

    assertThat(put(bundle, CHECKER).text("error")).isEqualTo("separation_of_duties");
    assertThat(realm.effectiveRoles(alice)).doesNotContain(CHECKER);
  }

  @Test
  void exclusiveRolesDoNotComeTogetherByTheDefaultRole() {
    String alice = story.newUser();
    bound(alice, MAKER);
    String defaults = realm.api("").get().json().path("defaultRole").path("name").asText();
    assertThat(put(defaults, CHECKER).text("error")).isEqualTo("separation_of_duties");
  }
}
