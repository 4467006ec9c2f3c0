package io.ticketgate.core.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ticket.Occasion;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetailTest {

  @ParameterizedTest
  @EnumSource(Occasion.class)
  void aReadingComesBackFromItsCodeAndFacts(Occasion occasion) {
    Detail read = new Detail.TicketRead("7", occasion);

    assertThat(Detail.of("ticket_read", read.facts())).isEqualTo(read);
    assertThat(read.sentence()).isEqualTo("Version 7 was read " + occasion.phrase() + ".");
  }

  @Test
  void everyOtherDetailComesBackToo() {
    assertThat(Detail.of("reason", Map.of("text", "work is done")))
        .isEqualTo(new Detail.Reason("work is done"));
    assertThat(Detail.of("late_subject", Map.of())).isEqualTo(new Detail.LateSubject());
    assertThat(Detail.of("start_refused", Map.of("reason", "ticket_closed")))
        .isEqualTo(new Detail.StartRefused("ticket_closed"));
    assertThat(Detail.of("ticket_gone", Map.of())).isEqualTo(new Detail.TicketGone());
    for (Detail.Registered registered :
        List.of(
            new Detail.Registered(Detail.Registered.Registrar.BEARER, ""),
            new Detail.Registered(Detail.Registered.Registrar.INITIAL_ACCESS_TOKEN, "iat-1"),
            new Detail.Registered(Detail.Registered.Registrar.ANONYMOUS, ""))) {
      assertThat(Detail.of("registered", registered.facts())).isEqualTo(registered);
    }
    assertThat(Detail.of("registered", Map.of()).sentence()).isEqualTo("registered");
    assertThat(Detail.of("adopted", Map.of())).isEqualTo(new Detail.Adopted());
    Detail lacking = new Detail.OwnerWithoutRole("olivia", "service-owner", "pipelines");
    assertThat(Detail.of("owner_without_role", lacking.facts())).isEqualTo(lacking);
    assertThat(lacking.sentence())
        .isEqualTo(
            "Its owner olivia does not hold role service-owner, which rule pipelines demands of"
                + " owners.");
    Detail renamed = new Detail.Renamed("role db-reader", "role db-admin");
    assertThat(Detail.of("identity_changed", renamed.facts())).isEqualTo(renamed);
    assertThat(renamed.sentence())
        .isEqualTo("It was approved for role db-reader, which is role db-admin now.");
    assertThat(Detail.of("identity_changed", Map.of()).sentence()).isEqualTo("identity_changed");
  }

  @Test
  void theWordsThatAreStoredStayAsTheyAre() {
    assertThat(new Detail.TicketRead("7", Occasion.WEBHOOK).facts())
        .isEqualTo(Map.of("version", "7", "occasion", "webhook"));
    assertThat(Occasion.values())
        .extracting(Occasion::word)
        .containsExactly("request", "webhook", "listed", "recheck");
  }

  @Test
  void whatALaterVersionStoredIsShownWithItsCodeAndFacts() {
    assertThat(Detail.of("owner_moved", Map.of("to", "bob", "from", "carol")).sentence())
        .isEqualTo("owner_moved {from=carol, to=bob}");
    assertThat(Detail.of("owner_moved", Map.of()).sentence()).isEqualTo("owner_moved");
    assertThat(Detail.of("ticket_read", Map.of("version", "7", "occasion", "by_pigeon")).sentence())
        .isEqualTo("ticket_read {occasion=by_pigeon, version=7}");
    assertThat(Detail.of("ticket_read", Map.of()).sentence()).isEqualTo("ticket_read");
    assertThat(Detail.of("reason", Map.of()).sentence()).isEqualTo("reason");
  }
}
