package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header by which requests to stock endpoints name a ticket. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TicketHeaderIT {

  private StrictRealm strict;
  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    strict = new StrictRealm(fixture);
    story = strict.story;
    realm = fixture;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "demo",
        "demo:",
        ":CHG-1",
        "demo:CHG 1",
        "demo:CHG-1, demo:CHG-2",
        "demo:CHG-1;x",
        "\"demo:CHG-1\"",
        "demo:%43HG-1",
        "demo/CHG-1"
      })
  void refusesAMalformedHeader(String header) {
    String alice = story.newUser();
    Answer answer =
        strict.refused(
            alice, () -> realm.assign(alice, Story.ROLE, header), 400, "invalid_request");
    assertThat(answer.text("errorMessage")).contains("X-Ticket-Ref");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nowhere:CHG-1", "demo:CHG-404"})
  void refusesAHeaderThatNamesNoTicket(String header) {
    String alice = story.newUser();
    strict.refused(alice, () -> realm.assign(alice, Story.ROLE, header), 404, "ticket_not_found");
  }

  @Test
  void tellsNobodyWhoMayNotLookWhichTicketsThereAre() {
    String alice = story.newUser();
    String clerk = story.newUser();
    realm.grantManagement(realm.userId(clerk), "manage-users", "view-realm");
    Pushed ofAnother = story.ticketFor(story.newUser()).push();
    Pushed closed = story.ticketFor(story.newUser()).push();
    closed.close();

    for (String header : List.of(ofAnother.ref(), closed.ref(), "demo:CHG-404", "nowhere:CHG-1")) {
      Answer answer =
          realm
              .mappings(realm.userId(alice))
              .bearer(realm.tokenOf(clerk))
              .ticket(header)
              .post(List.of(realm.role(Story.ROLE)));
      assertThat(answer.status()).as("%s", answer).isEqualTo(403);
      assertThat(answer.body().replace(header, "it"))
          .contains(
              "ticket_mismatch",
              "Ticket it does not cover this: it is for another grant, there is no");
    }
    Pushed unapproved = story.ticketFor(alice).approvedBy().push();
    Answer own =
        realm
            .mappings(realm.userId(alice))
            .bearer(realm.tokenOf(clerk))
            .ticket(unapproved.ref())
            .post(List.of(realm.role(Story.ROLE)));
    assertThat(own.body()).contains("ticket_not_approved");
  }

  @Test
  void refusesAHeaderThatIsGivenTwice() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String user = realm.userId(alice);
    String body = List.of(realm.role(Story.ROLE)).toString();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    realm.server().baseUri()
                        + "/admin/realms/"
                        + realm.name()
                        + "/users/"
                        + user
                        + "/role-mappings/realm"))
            .header("Authorization", "Bearer " + realm.server().admin().adminToken())
            .header("Content-Type", "application/json")
            .header("X-Ticket-Ref", ticket.ref())
            .header("X-Ticket-Ref", ticket.ref())
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();

    Answer answer = strict.refused(alice, ticket, () -> send(request), 400, "invalid_request");

    assertThat(answer.text("errorMessage")).contains("once");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "nowhere:CHG-1", "demo:CHG-404"})
  void aHeaderThatIsNoUseDoesNotTurnAnAuditIntoARefusal(String header) {
    realm.createRole("audited-" + header.hashCode());
    String rule =
        realm
            .gate("/rules")
            .post(
                Map.of(
                    "name", "audited",
                    "mode", "audit",
                    "protects", Map.of("realmRoles", List.of("audited-*"))))
            .expect(201)
            .createdId();
    try {
      String alice = story.newUser();
      String role = "audited-" + header.hashCode();
      assertThat(realm.assign(alice, role, header).status()).isEqualTo(204);
      assertThat(realm.directRoles(alice)).contains(role);
    } finally {
      realm.gate("/rules/" + rule).delete().expect(204);
    }
  }

  private static Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
