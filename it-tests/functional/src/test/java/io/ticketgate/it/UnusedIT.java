package io.ticketgate.it;

import static io.ticketgate.it.Story.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is held and not used, and who else in the team has it. */
@Tag("database")
class UnusedIT {

  private final RealmFixture realm = WideServer.sharedEager().newRealm();
  private final Story story = new Story(realm);

  @BeforeEach
  void aTeamOfThree() {
    story.rule(Map.of());
    String dba = realm.api("/groups").post(Map.of("name", "dba")).expect(201).createdId();
    for (String each : List.of("alice", "dora", "emil")) {
      String id = realm.createUser(each);
      realm.api("/users/" + id + "/groups/" + dba).put(Map.of()).expect(204);
    }
  }

  private String grant(String user) {
    Pushed ticket = story.ticketFor(user).push();
    return story.bind(ticket, user).expect(201).createdId();
  }

  private JsonNode report(String query) {
    return realm.gate("/coverage/unused" + query).get().expect(200).json();
  }

  private List<String> unused() {
    return report("?days=0").path("grants").findValuesAsText("binding");
  }

  @Test
  void whatNobodyUsesIsListedWithTheTeamUntilItIsUsed() {
    String ofAlice = grant("alice");
    String ofDora = grant("dora");
    assertThat(report("").path("grants")).isEmpty();
    assertThat(unused()).containsExactlyInAnyOrder(ofAlice, ofDora);

    JsonNode first = report("?days=0&max=1");
    assertThat(first.path("grants")).hasSize(1);
    JsonNode second = report("?days=0&max=1&after=" + first.path("after").asText());
    JsonNode grant = second.path("grants").path(0);
    assertThat(grant.path("binding").asText())
        .isNotEqualTo(first.path("grants").path(0).path("binding").asText());
    assertThat(grant.has("lastUsedAt")).isFalse();
    assertThat(grant.path("entitlement").path("realmRole").asText()).isEqualTo(Story.ROLE);
    JsonNode team = grant.path("teams").path(0);
    assertThat(team.path("group").asText()).isEqualTo("/dba");
    assertThat(team.path("members").asInt()).isEqualTo(3);
    assertThat(team.path("holding").asInt()).isEqualTo(2);

    realm.tokenOf("alice");
    assertThat(
            within(
                30,
                () -> report("?days=0").path("grants").findValuesAsText("lastUsedAt").size() == 1))
        .isTrue();

    realm.gate("/bindings/" + ofAlice + "/revoke").post().expect(200);
    assertThat(unused()).containsExactly(ofDora);
  }

  @Test
  void wrongNumbersAndPlacesAreRefused() {
    for (String query : List.of("?days=x", "?days=-1", "?days=3651", "?max=0", "?after=a%20b")) {
      Answer refused = realm.gate("/coverage/unused" + query).get();
      assertThat(refused.status()).as("%s: %s", query, refused).isEqualTo(400);
    }
  }
}
