package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A ticket that does not cover the grant is refused the same way wherever it is named. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongTicketIT {

  private StrictRealm strict;
  private Story story;
  private RealmFixture realm;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    strict = new StrictRealm(fixture);
    story = strict.story;
    realm = fixture;
  }

  /** A ticket that is wrong in one way, for this user. */
  private interface Wrong extends BiFunction<Story, String, Pushed> {}

  private static Arguments wrong(String what, String code, String check, Wrong ticket) {
    return arguments(what, code, check, ticket);
  }

  /** One of each kind; the tests of the checks in core have all the others. */
  static Stream<Arguments> wrongTickets() {
    Instant now = Instant.now();
    return Stream.of(
        wrong(
            "for somebody else",
            "ticket_mismatch",
            "subject",
            (s, u) -> s.ticketFor("dave").push()),
        wrong(
            "closed",
            "ticket_closed",
            "ticket_open",
            (s, u) -> {
              Pushed ticket = s.ticketFor(u).push();
              ticket.close();
              return ticket;
            }),
        wrong(
            "before its window",
            "ticket_outside_window",
            "window",
            (s, u) -> s.ticketFor(u).with("plannedStart", now.plusSeconds(3600).toString()).push()),
        wrong(
            "changed after approval",
            "ticket_changed",
            "unchanged",
            (s, u) -> s.ticketFor(u).push().with("risk", "high").push()),
        wrong(
            "changed and changed back",
            "ticket_changed",
            "unchanged",
            (s, u) -> s.ticketFor(u).push().with("risk", "high").push().without("risk").push()),
        wrong(
            "re-opened",
            "ticket_changed",
            "unchanged",
            (s, u) -> {
              Pushed ticket = s.ticketFor(u).push();
              ticket.close();
              return ticket.with("open", true).with("state", "implement").push();
            }),
        wrong(
            "not approved",
            "ticket_not_approved",
            "approvals",
            (s, u) -> s.ticketFor(u).approvedBy().push()),
        wrong(
            "self-approved",
            "separation_of_duties",
            "separation_of_duties",
            (s, u) -> s.ticketFor(u).approvedBy(u).push()),
        wrong(
            "approved without the role",
            "approver_not_eligible",
            "approvers",
            (s, u) -> s.ticketFor(u).approvedBy("dave").push()),
        wrong(
            "without justification",
            "justification_missing",
            "justification",
            (s, u) -> s.ticketFor(u).without("justification").push()),
        wrong(
            "of another type",
            "ticket_type_not_allowed",
            "type",
            (s, u) -> s.ticketFor(u).with("type", "incident").push()),
        wrong(
            "used and revoked",
            "ticket_used",
            "uses",
            (s, u) -> {
              Pushed ticket = s.ticketFor(u).push();
              String id = s.bind(ticket, u).expect(201).createdId();
              s.realm.gate("/bindings/" + id + "/revoke").post().expect(200);
              return ticket;
            }));
  }

  @ParameterizedTest(name = "a ticket {0}")
  @MethodSource("wrongTickets")
  void refusesATicketThatDoesNotCoverTheGrant(String what, String code, String check, Wrong wrong) {
    String alice = story.newUser();
    Pushed ticket = wrong.apply(story, alice);

    Answer bound = strict.refused(alice, ticket, () -> story.bind(ticket, alice), 403, code);
    assertThat(StrictRealm.failed(bound)).contains(check);
    assertThat(bound.json().path("checks"))
        .filteredOn(each -> each.path("id").asText().equals(check))
        .allSatisfy(
            each -> {
              assertThat(each.path("code").asText()).isEqualTo(code);
              assertThat(each.path("rule").asText()).isEqualTo("prod-admins");
              assertThat(each.path("message").asText()).isNotBlank();
            });

    Answer stock =
        strict.refused(
            alice, ticket, () -> realm.assign(alice, Story.ROLE, ticket.ref()), 403, code);
    assertThat(stock.text("errorMessage")).isEqualTo(bound.text("detail"));

    String before = strict.state(alice, ticket);
    Answer dryRun = realm.gate("/evaluations").post(story.request(ticket, alice, Map.of()));
    assertThat(dryRun.expect(200).json().path("allowed").asBoolean(true)).isFalse();
    assertThat(StrictRealm.failed(dryRun)).isEqualTo(StrictRealm.failed(bound));
    assertThat(strict.state(alice, ticket)).isEqualTo(before);
  }

  @Test
  void refusesALifeLongerThanTheRuleAllows() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    String tooLate = Instant.now().plus(9, ChronoUnit.HOURS).toString();
    Answer answer =
        strict.refused(
            alice,
            ticket,
            () -> story.bind(ticket, alice, Map.of("expiresAt", tooLate)),
            403,
            "lifetime_exceeded");
    assertThat(answer.text("detail")).contains("lifetime.max");
  }

  @Test
  void refusesALifeLongerThanTheWindow() {
    String alice = story.newUser();
    Pushed ticket =
        story
            .ticketFor(alice)
            .with("plannedEnd", Instant.now().plus(1, ChronoUnit.HOURS).toString())
            .push();
    String tooLate = Instant.now().plus(2, ChronoUnit.HOURS).toString();
    strict.refused(
        alice,
        ticket,
        () -> story.bind(ticket, alice, Map.of("expiresAt", tooLate)),
        403,
        "lifetime_exceeded");
  }
}
