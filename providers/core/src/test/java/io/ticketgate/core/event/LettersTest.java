package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.event.Letters.ToAddress;
import io.ticketgate.core.event.Letters.ToUser;
import io.ticketgate.core.rule.Notices;
import io.ticketgate.core.rule.Notices.Address;
import io.ticketgate.core.rule.Notices.Kind;
import io.ticketgate.core.rule.Notices.Recipient;
import io.ticketgate.core.rule.Notices.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LettersTest {

  private static final Map<String, Object> DATA =
      Map.of(
          "subject", Map.of("kind", "user", "id", "a", "name", "alice"),
          "owner", Map.of("id", "o", "name", "olga"),
          "grantedBy", Map.of("id", "b", "name", "bob"),
          "approvers",
              List.of(Map.of("id", "b", "name", "bob"), Map.of("id", "c", "name", "carol")));

  private static GateEvent event(EventType type, Map<String, Object> data) {
    return new GateEvent("e1", type, "bindings/1", Instant.EPOCH, List.of("r"), null, data);
  }

  private static Notices notices(Kind kind, Recipient... to) {
    return new Notices(Map.of(kind, Set.of(to)), null);
  }

  @Test
  void goesToEverybodyWhomARuleNamesAndToEachOnce() {
    List<Notices> rules =
        List.of(
            notices(Kind.GRANTED, Role.HOLDER, Role.APPROVERS),
            notices(Kind.GRANTED, Role.GRANTER, Role.OWNER, new Address("x@y.test")));

    assertThat(Letters.of(event(EventType.BINDING_ACTIVATED, DATA), rules))
        .containsExactlyInAnyOrder(
            new ToUser("a"),
            new ToUser("b"),
            new ToUser("c"),
            new ToUser("o"),
            new ToAddress("x@y.test"));
  }

  @Test
  void tellsOnlyWhatTheRuleWantsTold() {
    List<Notices> rules = List.of(notices(Kind.ENDED, Role.HOLDER));

    Set<EventType> told =
        Set.of(EventType.values()).stream()
            .filter(type -> !Letters.of(event(type, DATA), rules).isEmpty())
            .collect(Collectors.toSet());

    assertThat(told)
        .containsExactlyInAnyOrder(EventType.BINDING_REVOKED, EventType.BINDING_EXPIRED);
  }

  @Test
  void aServiceAccountAndWhoIsUnknownGetNone() {
    Map<String, Object> data =
        Map.of("subject", Map.of("kind", "service_account", "id", "s", "name", "ci"));
    Notices all = notices(Kind.SUSPENDED, Role.HOLDER, Role.OWNER, Role.APPROVERS, Role.GRANTER);

    assertThat(Letters.of(event(EventType.BINDING_SUSPENDED, data), List.of(all))).isEmpty();
  }

  @Test
  void theSameEventIsTheSameLetterForEachRecipient() {
    GateEvent event = event(EventType.BINDING_ACTIVATED, DATA);

    assertThat(new ToUser("a").letterId(event))
        .isEqualTo(new ToUser("a").letterId(event))
        .isNotEqualTo(new ToUser("b").letterId(event))
        .isNotEqualTo(new ToAddress("a").letterId(event))
        .hasSizeLessThanOrEqualTo(36);
  }

  @Test
  void theReviewerIsToldWhereThatIsOnePersonAndTheMakerOfAnEmergencyGrantIsItsGranter() {
    Notices notices =
        new Notices(
            Map.of(Kind.REVIEW, Set.of(Role.REVIEWER), Kind.BREAK_GLASS, Set.of(Role.GRANTER)),
            null);
    Map<String, Object> person = Map.of("kind", "person", "id", "m", "name", "mia");
    Map<String, Object> role = Map.of("kind", "role", "id", "r", "name", "cab");

    assertThat(
            Letters.of(event(EventType.REVIEW_DUE, Map.of("reviewer", person)), List.of(notices)))
        .containsExactly(new ToUser("m"));
    assertThat(
            Letters.of(event(EventType.REVIEW_OVERDUE, Map.of("reviewer", role)), List.of(notices)))
        .isEmpty();
    assertThat(
            Letters.of(
                event(
                    EventType.BREAKGLASS_USED, Map.of("usedBy", Map.of("id", "i", "name", "ian"))),
                List.of(notices)))
        .containsExactly(new ToUser("i"));
  }
}
