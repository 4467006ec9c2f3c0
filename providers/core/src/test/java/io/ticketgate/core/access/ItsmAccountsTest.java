package io.ticketgate.core.access;

import static io.ticketgate.core.Grants.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ticketgate.core.refusal.ErrorCode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItsmAccountsTest {

  private static final ItsmAccounts NOBODY = new ItsmAccounts(Map.of());
  private static final ItsmAccounts TWO =
      new ItsmAccounts(
          Map.of("snow", Set.of("of-snow", "of-both"), "jira", Set.of("of-jira", "of-both")));

  @Test
  void whereNoSystemNamesAnAccountNothingChanges() {
    assertThat(NOBODY.mayAct("any", "snow", false)).isTrue();
    assertThat(NOBODY.mayAct("any", "none", true)).isTrue();
    assertThatCode(() -> NOBODY.requireUnnamed("any")).doesNotThrowAnyException();
  }

  @Test
  void aNamedAccountActsForTheSystemsThatNameItWhateverRolesItHas() {
    for (boolean otherwise : new boolean[] {true, false}) {
      assertThat(TWO.mayAct("of-snow", "snow", otherwise)).isTrue();
      assertThat(TWO.mayAct("of-snow", "jira", otherwise)).isFalse();
      assertThat(TWO.mayAct("of-snow", "open", otherwise)).as("it names none").isFalse();
      assertThat(TWO.mayAct("of-snow", "none", otherwise)).as("is not there").isFalse();
      assertThat(TWO.mayAct("of-both", "jira", otherwise)).isTrue();
    }
  }

  @Test
  void anotherAccountActsByAnotherRoleOrForASystemThatNamesNone() {
    assertThat(TWO.mayAct("stranger", "snow", false)).isFalse();
    assertThat(TWO.mayAct("stranger", "snow", true)).isTrue();
    assertThat(TWO.mayAct("stranger", "open", false)).isTrue();
  }

  @Test
  void aSystemWhoseAccountsAreGoneIsOpenToNobody() {
    ItsmAccounts gone = new ItsmAccounts(Map.of("snow", Set.of()));
    assertThat(gone.mayAct("stranger", "snow", false)).isFalse();
    assertThat(gone.mayAct("stranger", "snow", true)).isTrue();
  }

  @Test
  void theRefusalNamesNoSystem() {
    refused(ErrorCode.NOT_PERMITTED, () -> TWO.requireActing("of-snow", "jira", true));
    refused(ErrorCode.NOT_PERMITTED, () -> TWO.requireUnnamed("of-jira"));
    assertThatCode(() -> TWO.requireActing("of-jira", "jira", false)).doesNotThrowAnyException();
  }
}
