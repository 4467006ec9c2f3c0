package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.AdminApi;
import io.ticketgate.it.harness.Finished;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.admin.client.KeycloakBuilder;
import org.keycloak.admin.client.resource.RealmResource;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/**
 * Keycloak's own clients, as they are, meet the gate: {@code kcadm.sh} of the distribution and the
 * Java admin client, used as docs/clients.md tells.
 */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockClientsIT {

  private static final String HEADER = "X-Ticket-Ref";

  private RealmFixture realm;
  private Story story;
  private String carrier;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    story = new Story(fixture);
    carrier = newGroup("dbas");
    realm
        .api("/groups/" + carrier + "/role-mappings/realm")
        .post(List.of(realm.role(Story.ROLE)))
        .expect(204);
    story.rule(Map.of());
  }

  private String newGroup(String name) {
    return realm.api("/groups").post(Map.of("name", name)).expect(201).createdId();
  }

  @Test
  void kcadmAddRolesIsRefusedWithASentenceAndGrantsNothing() {
    String alice = story.newUser();

    Finished run = kcadm("add-roles", "--uusername", alice, "--rolename", Story.ROLE);

    isRefused(run, HEADER, "ticket-gate/bindings");
    hasNothing(alice);
  }

  @Test
  void kcadmAuthorisesAGrantThatAddRolesThenMakes() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    Map<String, Object> wish = story.request(ticket, alice, Map.of("activate", false));
    Finished authorised =
        kcadm("create", "ticket-gate/bindings", "-b", Http.JSON.valueToTree(wish).toString());
    assertThat(authorised.exit()).as("%s", authorised).isZero();
    assertThat(onlyBindingOf(alice).path("status").asText()).isEqualTo("AUTHORIZED");

    Finished run = kcadm("add-roles", "--uusername", alice, "--rolename", Story.ROLE);

    assertThat(run.exit()).as("%s", run).isZero();
    isGranted(alice, ticket);
  }

  @Test
  void kcadmCreateNamesTheTicketInAHeader() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    Finished run = assign(alice, ticket);

    assertThat(run.exit()).as("%s", run).isZero();
    isGranted(alice, ticket);
  }

  @Test
  void kcadmSaysWhatTheNamedTicketLacks() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).approvedBy().push();

    Finished run = assign(alice, ticket);

    assertThat(run.exit()).as("%s", run).isEqualTo(1);
    assertThat(run.output()).contains(ticket.ref() + " is not approved: 0 of 1 approvals");
    hasNothing(alice);
  }

  @Test
  void kcadmAddsNobodyToACarryingGroupWithoutATicket() {
    String alice = story.newUser();

    Finished run = kcadm("update", membership(alice), "-n", "-b", "{}");

    isRefused(run, "The group carries", HEADER);
    hasNothing(alice);
    assertThat(realm.api("/users/" + realm.userId(alice) + "/groups").get().expect(200).json())
        .isEmpty();
  }

  @Test
  void kcadmNamesTheTicketOfAMembershipInAHeader() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    Finished run =
        kcadm("update", membership(alice), "-n", "-b", "{}", "-h", HEADER + "=" + ticket.ref());

    assertThat(run.exit()).as("%s", run).isZero();
    isGranted(alice, ticket);
  }

  @Test
  void kcadmUsesAnAuthorisedGrantForAMembership() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice, Map.of("activate", false)).expect(201);

    Finished run = kcadm("update", membership(alice), "-n", "-b", "{}");

    assertThat(run.exit()).as("%s", run).isZero();
    isGranted(alice, ticket);
  }

  @Test
  void kcadmGivesTheRoleToNoGroupAndNoOtherRole() {
    String staff = newGroup("staff");
    realm.createRole("work");

    Finished group = kcadm("add-roles", "--gname", "staff", "--rolename", Story.ROLE);
    Finished composite = kcadm("add-roles", "--rname", "work", "--rolename", Story.ROLE);

    isRefused(group, "Group /staff may not carry role db-admin");
    isRefused(composite, "Role work may not carry role db-admin");
    assertThat(realm.api("/groups/" + staff + "/role-mappings/realm").get().expect(200).json())
        .isEmpty();
    assertThat(realm.api("/roles/work/composites").get().expect(200).json()).isEmpty();
  }

  @Test
  void theJavaClientsExceptionCarriesTheCodeAndTheSentence() {
    String alice = story.newUser();

    try (Keycloak keycloak = client(request -> {})) {
      ForbiddenException refused =
          catchThrowableOfType(ForbiddenException.class, () -> assign(keycloak, alice));

      OAuth2ErrorRepresentation error =
          refused.getResponse().readEntity(OAuth2ErrorRepresentation.class);
      assertThat(error.getError()).isEqualTo("ticket_required");
      assertThat(error.getErrorDescription()).contains(Story.ROLE, "prod-admins", HEADER);
    }
    hasNothing(alice);
  }

  @Test
  void theJavaClientNamesTheTicketInAFilter() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();

    try (Keycloak keycloak =
        client(request -> request.getHeaders().putSingle(HEADER, ticket.ref()))) {
      assign(keycloak, alice);
    }

    isGranted(alice, ticket);
  }

  @Test
  void theJavaClientUsesAnAuthorisedGrant() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice, Map.of("activate", false)).expect(201);

    try (Keycloak keycloak = client(request -> {})) {
      assign(keycloak, alice);
    }

    isGranted(alice, ticket);
  }

  @Test
  void theJavaClientCreatesNobodyInACarryingGroupWithoutATicket() {
    UserRepresentation newcomer = new UserRepresentation();
    newcomer.setUsername("newcomer");
    newcomer.setGroups(List.of("/dbas"));

    try (Keycloak keycloak = client(request -> {});
        Response answer = keycloak.realm(realm.name()).users().create(newcomer)) {
      assertThat(answer.getStatus()).isEqualTo(403);
      assertThat(answer.readEntity(OAuth2ErrorRepresentation.class).getError())
          .isEqualTo("ticket_required");
    }
    assertThat(realm.api("/users?exact=true&username=newcomer").get().expect(200).json()).isEmpty();
  }

  private Finished kcadm(String... command) {
    String[] inRealm = Arrays.copyOf(command, command.length + 2);
    inRealm[command.length] = "-r";
    inRealm[command.length + 1] = realm.name();
    return realm.server().kcadm(inRealm);
  }

  private Finished assign(String user, Pushed ticket) {
    String role = Http.JSON.valueToTree(List.of(realm.role(Story.ROLE))).toString();
    String mappings = "users/" + realm.userId(user) + "/role-mappings/realm";
    return kcadm("create", mappings, "-b", role, "-h", HEADER + "=" + ticket.ref());
  }

  private String membership(String user) {
    return "users/" + realm.userId(user) + "/groups/" + carrier;
  }

  private Keycloak client(ClientRequestFilter filter) {
    return KeycloakBuilder.builder()
        .serverUrl(realm.server().baseUri().toString())
        .realm("master")
        .clientId("admin-cli")
        .username(AdminApi.ADMIN)
        .password(AdminApi.ADMIN)
        .resteasyClient(
            Keycloak.getClientProvider().newRestEasyClient(null, null, false).register(filter))
        .build();
  }

  private void assign(Keycloak keycloak, String user) {
    RealmResource there = keycloak.realm(realm.name());
    there
        .users()
        .get(realm.userId(user))
        .roles()
        .realmLevel()
        .add(List.of(there.roles().get(Story.ROLE).toRepresentation()));
  }

  private void isRefused(Finished run, String... words) {
    assertThat(run.exit()).as("%s", run).isEqualTo(1);
    // Nobody reads more than a line.
    assertThat(run.output().lines().filter(line -> !line.startsWith("Logging into ")))
        .as("%s", run)
        .hasSize(1);
    assertThat(run.output()).contains(Story.ROLE, "prod-admins").contains(words);
  }

  private void hasNothing(String user) {
    assertThat(realm.effectiveRoles(user)).doesNotContain(Story.ROLE);
    assertThat(realm.gate("/bindings?user=" + user).get().expect(200).json()).isEmpty();
  }

  private void isGranted(String user, Pushed ticket) {
    assertThat(realm.effectiveRoles(user)).contains(Story.ROLE);
    JsonNode binding = onlyBindingOf(user);
    assertThat(binding.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(binding.path("ticket").asText()).isEqualTo(ticket.ref());
    assertThat(binding.path("grantedBy").asText()).isEqualTo(AdminApi.ADMIN);
  }

  private JsonNode onlyBindingOf(String user) {
    JsonNode bindings = realm.gate("/bindings?user=" + user).get().expect(200).json();
    assertThat(bindings).hasSize(1);
    return bindings.path(0);
  }
}
