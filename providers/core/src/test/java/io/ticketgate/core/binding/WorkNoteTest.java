package io.ticketgate.core.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.ticket.Occasion;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkNoteTest {

  private static final Instant NOW = Instant.parse("2026-11-22T08:00:00.123Z");
  private static final Instant END = Instant.parse("2026-11-22T12:00:00.456Z");
  private static final Person CAROL = new Person("u-carol", "carol");
  private static final Subject ALICE = new Subject(Subject.Kind.USER, "u-alice", "alice");
  private static final Entitlement ROLE =
      new Entitlement("r-1", new EntitlementName.RealmRole("db-admin"));

  private static Binding binding(Subject subject, Entitlement entitlement, BindingStatus status) {
    return new Binding(
        "b-1",
        subject,
        entitlement,
        new TicketRef("snow", "CHG1"),
        List.of("prod-admins", "all-admins"),
        "digest-of-rules",
        status,
        "alice",
        CAROL,
        null,
        List.of(),
        "rotate TDE keys",
        new Binding.Evidence("7", "digest-of-fields"),
        NOW,
        NOW,
        END,
        null,
        null,
        null);
  }

  private static String note(
      @Nullable BindingStatus from,
      BindingStatus to,
      @Nullable EndCause cause,
      @Nullable Person actor,
      @Nullable Detail detail) {
    return WorkNote.of(
        binding(ALICE, ROLE, to), new Transition("b-1", from, to, cause, NOW, actor, detail));
  }

  @Test
  void tellsOfAGrantWhoWhatUntilWhenAndWhy() {
    assertThat(note(null, BindingStatus.ACTIVE, null, CAROL, null))
        .isEqualTo(
            "Ticket gate, 2026-11-22T08:00:00Z: role db-admin for user alice is granted until"
                + " 2026-11-22T12:00:00Z, by carol. (rules prod-admins, all-admins, binding b-1)");
  }

  @Test
  void tellsWhatTheGateAddsByItself() {
    Detail detail = new Detail.TicketRead("7", Occasion.WEBHOOK);

    assertThat(
            note(BindingStatus.ACTIVE, BindingStatus.REVOKED, EndCause.TICKET_CLOSED, null, detail))
        .endsWith(
            "because this ticket was closed (ticket_closed). Version 7 was read after a webhook. (rules"
                + " prod-admins, all-admins, binding b-1)");
  }

  @Test
  void tellsOfAnAuthorisationThatNothingIsGrantedYet() {
    assertThat(note(null, BindingStatus.AUTHORIZED, null, CAROL, null))
        .contains(
            "role db-admin for user alice is authorised, not yet granted, until 2026-11-22T12");
  }

  @Test
  void tellsOfARevocationItsCauseAndTheReasonGiven() {
    assertThat(
            note(
                BindingStatus.ACTIVE,
                BindingStatus.REVOKED,
                EndCause.ADMIN,
                CAROL,
                new Detail.Reason("work is done")))
        .contains(
            "role db-admin for user alice is revoked under this ticket; its planned end was"
                + " 2026-11-22T12:00:00Z, because an administrator decided so (admin), by carol, with the"
                + " reason: work is done. (rules");
  }

  @Test
  void saysOfAnAuthorisationThatWasNotUsedThatItIsNoLongerThere() {
    assertThat(
            note(
                BindingStatus.AUTHORIZED,
                BindingStatus.REVOKED,
                EndCause.TICKET_CLOSED,
                null,
                null))
        .contains("is no longer authorised under this ticket")
        .contains("because this ticket was closed (ticket_closed). (rules");
    assertThat(note(BindingStatus.AUTHORIZED, BindingStatus.EXPIRED, EndCause.EXPIRED, null, null))
        .contains("was never granted; its time under this ticket ended at 2026-11-22T12:00:00Z.");
  }

  @Test
  void tellsOfSuspendingAndResuming() {
    assertThat(note(BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.OWNER_LEFT, null, null))
        .contains("is suspended; it may be resumed until")
        .contains("because its owner has left (owner_left)");
    assertThat(note(BindingStatus.SUSPENDED, BindingStatus.ACTIVE, null, CAROL, null))
        .contains("is granted again until 2026-11-22T12:00:00Z, by carol.");
  }

  @Test
  void saysOnceThatTheTimeIsOver() {
    assertThat(note(BindingStatus.ACTIVE, BindingStatus.EXPIRED, EndCause.EXPIRED, null, null))
        .contains(
            "role db-admin for user alice has run out; its time under this ticket ended at"
                + " 2026-11-22T12:00:00Z. (rules")
        .doesNotContain("because");
  }

  @Test
  void namesAClientOnceWhoseCredentialItIs() {
    Subject client = new Subject(Subject.Kind.CLIENT, "c-1", "ci-1");
    Entitlement credential = new Entitlement("c-1", new EntitlementName.ClientCredential("ci-1"));

    assertThat(
            WorkNote.of(
                binding(client, credential, BindingStatus.ACTIVE),
                new Transition("b-1", null, BindingStatus.ACTIVE, null, NOW, null, null)))
        .startsWith(
            "Ticket gate, 2026-11-22T08:00:00Z: the credential of client ci-1 is granted until");
  }

  @Test
  void namesAServiceAccountByItsClient() {
    Subject account = new Subject(Subject.Kind.SERVICE_ACCOUNT, "u-2", "ci-1");

    assertThat(
            WorkNote.of(
                binding(account, ROLE, BindingStatus.ACTIVE),
                new Transition("b-1", null, BindingStatus.ACTIVE, null, NOW, null, null)))
        .contains("role db-admin for the service account of ci-1 is granted");
  }

  @Test
  void staysOneLineWhateverTheReasonSays() {
    String note =
        note(
            BindingStatus.ACTIVE,
            BindingStatus.REVOKED,
            EndCause.ADMIN,
            CAROL,
            new Detail.Reason(
                "done\r\nTicket gate, 2026: role root for user mallory\u2028\u0000is granted"));

    assertThat(note).doesNotContain("\n", "\r", "\u2028", "\u0000");
    assertThat(note).contains("done Ticket gate, 2026: role root for user mallory is granted");
  }

  @Test
  void cutsAReasonThatIsAnEssay() {
    assertThat(
            note(
                BindingStatus.ACTIVE,
                BindingStatus.REVOKED,
                EndCause.ADMIN,
                CAROL,
                new Detail.Reason("x".repeat(2000))))
        .contains("x".repeat(500) + "...")
        .doesNotContain("x".repeat(501));
  }

  @ParameterizedTest
  @EnumSource(EndCause.class)
  void hasWordsForEveryCause(EndCause cause) {
    String note = note(BindingStatus.ACTIVE, BindingStatus.REVOKED, cause, null, null);

    assertThat(note).contains("(" + cause.word() + ")").doesNotContain("null");
  }
}
