package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The list of protected grants, with and without a binding, in pages. */
class CoverageIT {

  private final RealmFixture realm = WideServer.shared().newRealm();
  private final Story story = new Story(realm);

  private List<String> listed(String query) {
    List<String> listed = new ArrayList<>();
    for (JsonNode each : realm.gate("/coverage" + query).get().expect(200).json()) {
      listed.add(each.toString());
    }
    return listed;
  }

  private List<String> paged(String bound) {
    List<String> paged = new ArrayList<>();
    List<String> page;
    do {
      page = listed("?max=2&first=" + paged.size() + bound);
      assertThat(page).hasSizeLessThanOrEqualTo(2);
      paged.addAll(page);
    } while (!page.isEmpty());
    return paged;
  }

  @Test
  void pagesFollowOneAnotherThroughEveryKind() {
    realm.createRole("db-read");
    realm.createRole("ops");
    realm.addComposite("ops", Story.ROLE).expect(204);
    realm.createClient("ci-1");
    for (String role : List.of(Story.ROLE, Story.ROLE, Story.ROLE, "db-read", "db-read", "ops")) {
      realm.assign(story.newUser(), role).expect(204);
    }
    story.rule(
        Map.of(
            "protects",
            Map.of("realmRoles", List.of("db-*"), "clientCredentials", List.of("ci-*")),
            "separationOfDuties",
            Map.of("exclusiveRoles", List.of(List.of(Story.ROLE, "db-read")))));
    for (int i = 0; i < 3; i++) {
      String user = story.newUser();
      story.bind(story.ticketFor(user).push(), user).expect(201);
    }

    // a composite, four holders of db-admin, two of db-read, a client; then three with a binding
    List<String> all = listed("?max=100");
    assertThat(all).hasSize(11).doesNotHaveDuplicates();
    assertThat(all.subList(0, 8)).allSatisfy(each -> assertThat(each).contains("\"bound\":false"));
    assertThat(all.subList(8, 11)).allSatisfy(each -> assertThat(each).contains("\"bound\":true"));
    assertThat(paged("")).isEqualTo(all);
    assertThat(paged("&bound=false")).isEqualTo(all.subList(0, 8));
    assertThat(paged("&bound=true")).isEqualTo(all.subList(8, 11));
    assertThat(listed("?first=1000")).isEmpty();
  }
}
