package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests for the credential of one client at the same moment. */
@Tag("database")
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialRacesIT {

  private static final int RACES = 15;

  private RealmFixture realm;
  private Clients clients;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    realm = fixture;
    clients = new Clients(fixture, 4 * RACES);
  }

  private static void assertConflictsAtMost(List<List<Answer>> races) {
    assertThat(races.stream().flatMap(List::stream))
        .allSatisfy(
            answer -> {
              assertThat(answer.status()).as("%s", answer).isIn(200, 201, 204, 409);
              if (answer.status() == 409) {
                // The second is Keycloak's own, of two that write the same attribute.
                assertThat(answer.body())
                    .containsAnyOf("concurrent_change", "Duplicate resource error");
              }
            });
  }

  @Test
  void identicalRequestsUnderOneTicketMakeOneBinding() {
    List<List<Answer>> races = new ArrayList<>();
    for (int i = 0; i < RACES; i++) {
      String client = clients.newClient();
      Pushed ticket = clients.ticketFor(client);
      Callable<Answer> request = () -> clients.obtain(ticket, client, Map.of());

      List<Answer> race = Race.run(Collections.nCopies(3, request));

      races.add(race);
      assertThat(race.stream().filter(answer -> answer.status() == 201)).hasSizeLessThan(2);
    }
    Race.distribution("one credential under one ticket", races);
    assertConflictsAtMost(races);
  }

  @Test
  void requestsUnderSeveralTicketsOfOneClientEndInAnAnswer() {
    List<List<Answer>> races = new ArrayList<>();
    for (int i = 0; i < RACES; i++) {
      String client = clients.newClient();
      List<Callable<Answer>> requests = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        Pushed ticket = clients.ticketFor(client);
        requests.add(() -> clients.obtain(ticket, client, Map.of()));
      }
      races.add(Race.run(requests));
    }
    Race.distribution("one credential under three tickets", races);
    assertConflictsAtMost(races);
  }

  @Test
  void aSecretMadeAnewOnTheStockEndpointMayMeetAnother() {
    List<List<Answer>> races = new ArrayList<>();
    for (int i = 0; i < RACES; i++) {
      String client = clients.newClient();
      String uuid = realm.clientUuid(client);
      List<Callable<Answer>> requests = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        Pushed ticket = clients.ticketFor(client);
        requests.add(
            () -> realm.api("/clients/" + uuid + "/client-secret").ticket(ticket.ref()).post(""));
        requests.add(() -> clients.obtain(ticket, client, Map.of()));
      }
      races.add(Race.run(requests));
    }
    Race.distribution("one credential on both routes", races);
    assertConflictsAtMost(races);
  }
}
