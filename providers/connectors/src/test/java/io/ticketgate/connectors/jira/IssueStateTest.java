package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssueStateTest {

  private final ObjectNode issue = Fixtures.object("cloud/issue");

  @ParameterizedTest
  @CsvSource({
    "new, true",
    "indeterminate, true",
    "done, false",
    "undefined, false",
    "NEW, false",
    "'', false"
  })
  void onlyTheCategoriesOfOpenIssuesAreOpen(String category, boolean open) {
    Fixtures.set(issue, "/fields/status/statusCategory/key", category);

    assertThat(state(Set.of()).open()).isEqualTo(open);
  }

  @Test
  void aStatusWithoutCategoryIsClosed() {
    Fixtures.remove(issue, "/fields/status/statusCategory");

    assertThat(state(Set.of()).open()).isFalse();
  }

  @Test
  void aResolvedIssueIsClosedWhateverItsStatus() {
    Fixtures.set(
        issue, "/fields/resolution", Fixtures.json("{'id': '10000', 'name': 'Won\u2019t do'}"));

    assertThat(state(Set.of()).open()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"implementing, false", "10007, false", "Implemented, true"})
  void theSettingsCloseFurtherStatuses(String closed, boolean open) {
    assertThat(state(Set.of(closed)).open()).isEqualTo(open);
  }

  private IssueState state(Set<String> closed) {
    return IssueState.of(new Issue("ACC-7", issue), closed);
  }
}
