package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {

  private static final Instant T = Instant.parse("2026-11-21T08:00:00Z");

  private static Ticket ticket(
      String type,
      String version,
      List<Approval> approvals,
      @Nullable Instant start,
      @Nullable Instant end) {
    return new Ticket(
        new TicketRef("demo", "CHG-1"),
        type,
        "open",
        true,
        version,
        null,
        null,
        List.of(),
        approvals,
        null,
        null,
        null,
        start,
        end,
        null);
  }

  @Test
  void aClosedTicketKeepsWhatIsKnownOfIt() {
    Ticket open =
        ticket("change", "1", List.of(new Approval("bob", Approval.Decision.APPROVED, T)), T, T);

    Ticket closed = open.closed("done", "9");

    assertThat(closed.open()).isFalse();
    assertThat(closed.state()).isEqualTo("done");
    assertThat(closed.version()).isEqualTo("9");
    assertThat(closed.approvals()).isEqualTo(open.approvals());
    assertThat(closed.plannedEnd()).isEqualTo(open.plannedEnd());
  }

  @Test
  void anApprovalByThatPersonIsNotRequired() {
    Approval approved = new Approval("Bob", Approval.Decision.APPROVED, null);
    Approval rejected = new Approval("bob", Approval.Decision.REJECTED, null);

    assertThat(approved.unlessBy("bob"))
        .isEqualTo(new Approval("Bob", Approval.Decision.NOT_REQUIRED, null));
    assertThat(approved.unlessBy("carol")).isEqualTo(approved);
    assertThat(rejected.unlessBy("bob")).isEqualTo(rejected);
  }

  @Test
  void refusesATicketWithoutTypeOrVersion() {
    assertThatThrownBy(() -> ticket(" ", "1", List.of(), null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ticket("change", "", List.of(), null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAWindowThatEndsBeforeItBegins() {
    assertThatThrownBy(() -> ticket("change", "1", List.of(), T, T.minus(Duration.ofNanos(1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ticket("change", "1", List.of(), T, T).plannedEnd()).isEqualTo(T);
  }

  @Test
  void keepsItsApprovalsWhateverTheCallerDoesWithTheList() {
    List<Approval> approvals = new ArrayList<>();
    Ticket ticket = ticket("change", "1", approvals, null, null);
    approvals.add(new Approval("bob", Approval.Decision.APPROVED, null));
    assertThat(ticket.approvals()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Approval.Decision.class)
  void readsTheWordOfEachDecision(Approval.Decision decision) {
    assertThat(Approval.Decision.ofWord(decision.word())).isEqualTo(decision);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "APPROVED", "Approved", "approved ", "yes", "duplicate"})
  void takesAnUnknownWordForAnOpenDecision(String word) {
    assertThat(Approval.Decision.ofWord(word)).isEqualTo(Approval.Decision.PENDING);
  }

  @Test
  void refusesAnApprovalByNobody() {
    assertThatThrownBy(() -> new Approval(" ", Approval.Decision.APPROVED, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesNamesThatNoRoleOrClientHas() {
    assertThatThrownBy(() -> new EntitlementName.RealmRole(" "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EntitlementName.ClientRole("", "refund"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EntitlementName.ClientRole("orders", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new EntitlementName.ClientCredential("x".repeat(256)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesEntitlementsAsPeopleDo() {
    assertThat(new EntitlementName.RealmRole("db-admin")).hasToString("db-admin");
    assertThat(new EntitlementName.ClientRole("orders", "refund")).hasToString("orders/refund");
    assertThat(new EntitlementName.ClientCredential("ci")).hasToString("client:ci");
  }

  @Test
  void saysWhichFailuresMayPassByThemselves() {
    assertThat(new ItsmException.Unavailable("down", null, null).retryable()).isTrue();
    assertThat(new ItsmException.NotPermitted("401", null).retryable()).isFalse();
    assertThat(new ItsmException.Malformed("?", null).retryable()).isFalse();
  }
}
