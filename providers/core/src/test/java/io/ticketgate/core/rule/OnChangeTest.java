package io.ticketgate.core.rule;

import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OnChangeTest {

  private static final String DB = "protects.realmRoles=db-*";

  @Test
  void keepsWhatLivesUnlessTheRuleSaysOtherwise() {
    assertThat(parse("prod", DB).onChange().action()).isEqualTo(Rule.OnChange.KEEP);
    assertThat(parse("prod", DB, "onChange=revoke").onChange().action())
        .isEqualTo(Rule.OnChange.REVOKE);
  }

  @Test
  void aReviewHasTime() {
    assertThat(parse("prod", DB, "onChange=review").onChange())
        .isEqualTo(new Rule.Change(Rule.OnChange.REVIEW, Duration.ofDays(14)));
    assertThat(parse("prod", DB, "onChange=review", "reviews.afterChange=PT1H").onChange())
        .isEqualTo(new Rule.Change(Rule.OnChange.REVIEW, Duration.ofHours(1)));
  }

  @Test
  void whatHasNoEffectIsRefused() {
    refused("reviews.afterChange", DB, "reviews.afterChange=PT1H");
    refused("reviews.afterChange", DB, "onChange=revoke", "reviews.afterChange=PT1H");
    refused("reviews.afterChange", DB, "onChange=review", "reviews.afterChange=PT0S");
    refused("onChange", DB, "onChange=suspend");
  }

  private static void refused(String field, String... settings) {
    assertThatThrownBy(() -> parse("prod", settings))
        .isInstanceOfSatisfying(
            GateException.Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo(field));
  }
}
