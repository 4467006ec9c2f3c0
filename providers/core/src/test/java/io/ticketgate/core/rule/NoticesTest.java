package io.ticketgate.core.rule;

import static io.ticketgate.core.InMemoryRealm.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Notices.Address;
import io.ticketgate.core.rule.Notices.Kind;
import io.ticketgate.core.rule.Notices.Role;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {

  private static final String DB = "protects.realmRoles=db-*";

  @Test
  void aRuleThatSaysNothingHasNobodyTold() {
    assertThat(parse("r", DB).notices()).isEqualTo(Notices.NONE);
  }

  @Test
  void aRuleNamesPeopleByWhatTheyHaveToDoWithTheBindingOrByAddress() {
    Notices notices =
        parse("r", DB, "notify.ended=owner", "notify.granted=soc+gate@example.test").notices();

    assertThat(notices.of(Kind.ENDED)).containsExactly(Role.OWNER);
    assertThat(notices.of(Kind.GRANTED)).containsExactly(new Address("soc+gate@example.test"));
    assertThat(notices.of(Kind.SUSPENDED)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Holder", "alice", "a@b@c", "a b@c", "<a@b>", "a@b,c@d", "\"a\"@b", "@b", "a@"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> parse("r", DB, "notify.suspended=" + text))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            invalid -> assertThat(invalid.field()).isEqualTo("notify.suspended"));
  }

  @Test
  void anEndIsAnnouncedOnceTheGrantIsOlderThanThat() {
    Notices notices =
        parse("r", DB, "notify.endsSoon.before=PT1H", "notify.endsSoon.to=holder").notices();
    Instant begin = Instant.parse("2026-11-30T08:00:00Z");

    assertThat(notices.endAnnounced(begin, begin.plusSeconds(7200)))
        .contains(begin.plusSeconds(3600));
    assertThat(notices.endAnnounced(begin, begin.plusSeconds(3600))).isEmpty();
    assertThat(Notices.NONE.endAnnounced(begin, begin.plusSeconds(7200))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"notify.endsSoon.to=holder", "notify.endsSoon.before=1h"})
  void anAnnouncementNeedsATime(String setting) {
    assertThatThrownBy(() -> parse("r", DB, setting))
        .isInstanceOfSatisfying(
            GateException.Invalid.class,
            invalid -> assertThat(invalid.field()).isEqualTo("notify.endsSoon.before"));
  }
}
