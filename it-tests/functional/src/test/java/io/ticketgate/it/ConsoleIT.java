package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The stock Admin Console shows what is missing, and works once a ticket allows it. The pictures
 * are those of the documentation, so the names are such as people can read.
 */
@Tag("browser")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {

  private static final String ALICE = "alice";
  private static final String OSCAR = "oscar";

  private RealmFixture realm;
  private Story story;
  private AdminConsole console;
  private String alice;
  private String staff;

  @BeforeAll
  void prepare(KeycloakServer server) {
    server
        .admin()
        .to("/admin/realms")
        .post(Map.of("realm", "example", "displayName", "Example", "enabled", true))
        .expect(201);
    realm = server.realm("example");
    story = new Story(realm);
    alice = realm.createUser(ALICE);
    staff = group("staff");
    realm.createRole("on-call");
    realm.createClient(RealmFixture.APP);
    realm
        .api("/groups/" + group("dbas") + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    story.rule(Map.of("tickets", Map.of("minApprovals", 2)));
    realm.grantManagement(
        realm.createUser(OSCAR, Map.of("firstName", "Oscar", "lastName", "Olsen")), "realm-admin");
    console = AdminConsole.login(realm, OSCAR);
  }

  @AfterAll
  void close() {
    try {
      console.close();
    } finally {
      realm.close();
    }
  }

  private String group(String name) {
    return realm.api("/groups").post(Map.of("name", name)).expect(201).createdId();
  }

  @Test
  void anAssignmentIsRefusedUntilATicketHasAuthorisedIt() {
    console.open("/users/" + alice + "/role-mapping");
    console.assignRole(Story.ROLE);
    console.nameNoTicket();

    assertThat(console.message())
        .contains("Could not update role mapping ticket_required")
        .contains("Role db-admin is protected by rule prod-admins", "ticket-gate/bindings");
    console.picture("console-refused");
    assertThat(realm.directRoles(ALICE)).doesNotContain(Story.ROLE);

    Pushed ticket = story.ticketFor(ALICE).push();
    String binding = story.bind(ticket, ALICE, Map.of("activate", false)).expect(201).createdId();
    console.open("/users/" + alice + "/role-mapping");
    console.assignRole(Story.ROLE);

    assertThat(console.message()).contains("User role mapping successfully updated");
    console.picture("console-authorised");
    assertThat(realm.directRoles(ALICE)).contains(Story.ROLE);
    assertThat(story.binding(binding).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(story.binding(binding).path("grantedBy").asText()).isEqualTo(OSCAR);

    // The other tests find alice as this one did.
    ticket.close();
    assertThat(realm.directRoles(ALICE)).doesNotContain(Story.ROLE);
  }

  @Test
  void aMembershipThatBringsTheRoleAlongIsRefused() {
    console.open("/users/" + alice + "/groups");
    console.click("no-groups-empty-action");
    console.click("dbas-check");
    console.click("join-button");
    console.nameNoTicket();

    assertThat(console.message())
        .contains("Error adding group membership: ticket_required")
        .contains("The group carries role db-admin", "prod-admins");
    console.picture("console-group-join");
    assertThat(realm.api("/users/" + alice + "/groups").get().expect(200).json()).isEmpty();
  }

  @Test
  void theRoleIsRefusedToAGroup() {
    console.open("/groups/" + staff);
    console.click("role-mapping-tab");
    console.assignRole(Story.ROLE);

    assertThat(console.message())
        .contains("Could not update role mapping structural_grant_refused")
        .contains("Group /staff may not carry role db-admin", "prod-admins");
    console.picture("console-group-role");
    assertThat(realm.api("/groups/" + staff + "/role-mappings/realm").get().expect(200).json())
        .isEmpty();
  }

  @Test
  void theRoleIsRefusedToAnotherRole() {
    console.open("/roles/" + realm.roleId("on-call") + "/associated-roles");
    console.assignRole(Story.ROLE);

    assertThat(console.message())
        .contains("Could not associate roles structural_grant_refused")
        .contains("Role on-call may not carry role db-admin", "prod-admins");
    console.picture("console-composite");
    assertThat(realm.api("/roles/on-call/composites").get().expect(200).json()).isEmpty();
  }

  @Test
  void theRoleIsRefusedToAMapper() {
    String app = "/clients/" + realm.clientUuid(RealmFixture.APP);
    console.open(app + "/clientScopes/dedicated");
    console.click("configure-a-new-mapper-empty-action");
    console.choose("Hardcoded Role");
    console.fill("name", "carrier");
    console.assignRole(Story.ROLE);
    console.click("save");

    assertThat(console.message())
        .contains("Could not create mapping: 'structural_grant_refused'")
        .contains(
            "Mapper carrier of client app would give role db-admin to people without a ticket");
    console.picture("console-mapper");
    assertThat(realm.api(app + "/protocol-mappers/models").get().expect(200).json()).isEmpty();
  }
}
