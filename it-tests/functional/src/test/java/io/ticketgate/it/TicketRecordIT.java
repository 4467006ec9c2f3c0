package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ticketgate.it.Story.Pushed;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakExtension;
import io.ticketgate.it.harness.RealmFixture;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that the ITSM pushes: what is wrong, outdated or unchanged in them. */
@ExtendWith(KeycloakExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TicketRecordIT {

  private StrictRealm strict;
  private Story story;
  private RealmFixture realm;

  /** Who is asked about in requests that fail before anybody is looked for. */
  private String anybody;

  @BeforeAll
  void prepare(RealmFixture fixture) {
    strict = new StrictRealm(fixture);
    story = strict.story;
    realm = fixture;
    anybody = strict.anybody;
  }

  /** TicketBodyTest has them all, but for versions that cannot be ordered. */
  static Stream<Arguments> wrongRecords() {
    return Stream.of(
        arguments("version", "v1", "version"),
        arguments("version", "9".repeat(65), "version"),
        arguments("url", "javascript:alert(1)", "url"),
        arguments("entitlements", List.of("db-admin"), "entitlements.0"),
        arguments("approvals", List.of(Map.of("approver", "bob")), "approvals.0.decision"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongRecords")
  void refusesAWrongRecordAndNamesTheField(String field, Object value, String named) {
    Pushed ticket = story.ticketFor(anybody).with("version", "1").with(field, value);
    Answer answer =
        strict.refused(
            anybody,
            ticket,
            () -> realm.gate("/tickets/demo/" + ticket.key).put(ticket.json()),
            400,
            "invalid_request");
    assertThat(answer.text("field")).isEqualTo(named);
    assertThat(realm.gate("/tickets/demo/" + ticket.key).get().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo/%00", "demo/CHG:1"})
  void refusesAMalformedReferenceInThePath(String path) {
    String record = story.ticketFor(anybody).with("version", "1").json();
    strict.refused(
        anybody, () -> realm.gate("/tickets/" + path).put(record), 400, "invalid_request");
    strict.refused(anybody, () -> realm.gate("/tickets/" + path).get(), 400, "invalid_request");
    strict.refused(
        anybody, () -> realm.gate("/tickets/" + path + "/sync").post(), 400, "invalid_request");
  }

  @Test
  void refusesARecordOfAnUnknownSystem() {
    String record = story.ticketFor(anybody).with("version", "1").json();
    Answer answer =
        strict.refused(
            anybody,
            () -> realm.gate("/tickets/nowhere/CHG-1").put(record),
            404,
            "ticket_not_found");
    assertThat(answer.text("detail")).contains("nowhere").contains("demo");
  }

  @Tag("database")
  @Test
  void refusesARecordThatIsOlderThanTheStoredOne() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push().with("risk", "low").push();
    story.bind(ticket.approvedBy("bob").push(), alice).expect(201);

    ticket.with("open", false);
    Answer answer =
        strict.refused(
            alice,
            ticket,
            () -> ticket.send("2", realm.server().admin().adminToken()),
            409,
            "ticket_outdated");
    assertThat(answer.text("detail")).contains("older").contains("2").contains("3");
  }

  @Tag("database")
  @Test
  void refusesOtherContentUnderTheStoredVersion() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice).push();
    story.bind(ticket, alice).expect(201);

    ticket.with("open", false);
    Answer answer =
        strict.refused(
            alice,
            ticket,
            () -> ticket.send("1", realm.server().admin().adminToken()),
            409,
            "ticket_outdated");
    assertThat(answer.text("detail")).contains("higher version");
  }

  @Tag("database")
  @Test
  void refusesAVersionThatCannotBeOrderedAfterTheStoredOne() {
    Pushed ticket = story.ticketFor(anybody).push();
    Answer answer =
        strict.refused(
            anybody,
            ticket,
            () -> ticket.send("2026-11-21T08:00:00Z", realm.server().admin().adminToken()),
            400,
            "invalid_request");
    assertThat(answer.text("field")).isEqualTo("version");
  }

  @Tag("database")
  @Test
  void takesTheSameRecordTwice() {
    String alice = story.newUser();
    Pushed ticket = story.ticketFor(alice);
    assertThat(ticket.send("1", realm.server().admin().adminToken()).status()).isEqualTo(201);
    story.bind(ticket, alice).expect(201);
    String before = strict.state(alice, ticket);

    assertThat(ticket.send("1", realm.server().admin().adminToken()).status()).isEqualTo(200);
    assertThat(ticket.send("01", realm.server().admin().adminToken()).status()).isEqualTo(200);

    assertThat(strict.state(alice, ticket)).isEqualTo(before);
  }
}
