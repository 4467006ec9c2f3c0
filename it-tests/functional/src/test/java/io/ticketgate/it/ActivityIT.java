package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What has happened in a realm, page by page and day by day. */
@Tag("database")
class ActivityIT {

  private final RealmFixture realm = WideServer.shared().newRealm();
  private final Story story = new Story(realm);

  private JsonNode activity(String query) {
    return realm.gate("/activity" + query).get().expect(200).json();
  }

  private static List<String> types(JsonNode list) {
    return texts(list, "type");
  }

  private static List<String> texts(JsonNode list, String field) {
    List<String> texts = new ArrayList<>();
    list.forEach(it -> texts.add(it.path(field).asText()));
    return texts;
  }

  @Test
  void grantsAndEndsAndChangesAreListedNewestFirstAndCounted() {
    Instant before = Instant.now();
    story.rule(Map.of());
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String binding = story.bind(ticket, alice).expect(201).createdId();
    ticket.close();

    JsonNode all = activity("");
    assertThat(types(all))
        .containsSubsequence("binding.revoked", "binding.activated", "rule.changed");
    JsonNode ended = activity("?type=binding.revoked");
    assertThat(ended).hasSize(1);
    assertThat(ended.path(0).path("binding").asText()).isEqualTo(binding);
    assertThat(ended.path(0).path("cause").asText()).isEqualTo("ticket_closed");
    assertThat(ended.path(0).path("names").path("subject").path("name").asText()).isEqualTo(alice);

    List<String> paged = new ArrayList<>();
    String after = "";
    for (JsonNode page = activity("?max=1");
        !page.isEmpty();
        page = activity("?max=1&after=" + after)) {
      assertThat(page).hasSize(1);
      after = page.path(0).path("id").asText();
      paged.add(after);
    }
    assertThat(paged).containsExactlyElementsOf(texts(all, "id"));

    assertThat(activity("?to=" + before)).allMatch(it -> it.path("type").asText().startsWith("s"));
    assertThat(activity("?from=" + Instant.now().plusSeconds(60))).isEmpty();

    JsonNode counts = realm.gate("/activity/counts?days=2").get().expect(200).json();
    assertThat(counts)
        .filteredOn(it -> it.path("type").asText().equals("binding.activated"))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.path("count").asInt()).isEqualTo(1);
              assertThat(LocalDate.parse(it.path("day").asText()))
                  .isBetween(
                      LocalDate.ofInstant(before, ZoneOffset.UTC), LocalDate.now(ZoneOffset.UTC));
            });
  }

  @Test
  void whatWasRefusedIsCountedByItsReasonThoughItsTransactionWasRolledBack() {
    story.rule(Map.of("tickets", Map.of("minApprovals", 2)));
    String alice = story.newUser();
    realm.assign(alice, Story.ROLE).expect(403);
    realm.assign(alice, Story.ROLE).expect(403);
    story.bind(story.ticketFor(alice).approvedBy("bob").push(), alice).expect(403);

    assertThat(Story.eventually(() -> refused("ticket_required") == 2)).isTrue();
    assertThat(Story.eventually(() -> refused("ticket_not_approved") == 1)).isTrue();
    realm.assign(alice, Story.ROLE).expect(403);
    assertThat(Story.eventually(() -> refused("ticket_required") == 3)).isTrue();
  }

  private int refused(String code) {
    int many = 0;
    for (JsonNode it : realm.gate("/activity/counts?days=2").get().expect(200).json()) {
      if (it.path("type").asText().equals("refused") && it.path("code").asText().equals(code)) {
        many += it.path("count").asInt();
      }
    }
    return many;
  }

  @Test
  void anotherRealmsEntryIsNoPlaceInThisOne() {
    RealmFixture other = WideServer.shared().newRealm();
    new Story(other).rule(Map.of());
    String foreign = other.gate("/activity").get().expect(200).json().path(0).path("id").asText();
    assertThat(foreign).isNotEmpty();
    assertThat(realm.gate("/activity?after=" + foreign).get().status()).isEqualTo(400);
  }

  @Test
  void whatIsNoInstantOrNumberIsRefused() {
    for (String query :
        List.of("?from=yesterday", "?to=x", "?max=0", "/counts?days=0", "/counts?days=93")) {
      Answer refused = realm.gate("/activity" + query).get();
      assertThat(refused.status()).as("%s: %s", query, refused).isEqualTo(400);
    }
  }
}
