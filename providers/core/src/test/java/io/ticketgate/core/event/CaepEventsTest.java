package io.ticketgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaepEventsTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00.123Z");
  private static final EntitlementName ROLE = new EntitlementName.RealmRole("db-admin");

  private static GateEvent event(
      Subject.Kind kind,
      EntitlementName name,
      @Nullable BindingStatus from,
      BindingStatus to,
      @Nullable EndCause cause,
      @Nullable Person actor) {
    Binding binding =
        new Binding(
            "b-1",
            new Subject(kind, "u-alice", "alice"),
            new Entitlement("r-1", name),
            new TicketRef("snow", "CHG1"),
            List.of("prod-admins"),
            "digest-of-rules",
            to,
            "alice",
            new Person("u-carol", "carol"),
            null,
            List.of(new Person("u-carol", "carol")),
            "the secret plan",
            new Binding.Evidence("7", "digest-of-fields"),
            NOW,
            NOW,
            NOW.plusSeconds(60),
            null,
            null,
            null);
    return BindingEvents.of(binding, new Transition("b-1", from, to, cause, NOW, actor, null));
  }

  private static Optional<Map<String, Object>> of(@Nullable BindingStatus from, BindingStatus to) {
    return CaepEvents.of(event(Subject.Kind.USER, ROLE, from, to, EndCause.TICKET_CLOSED, null));
  }

  @Test
  void theEndOfARoleEndsTheSessionsOfItsHolder() {
    Map<String, Object> caep = of(BindingStatus.ACTIVE, BindingStatus.REVOKED).orElseThrow();

    assertThat(caep)
        .containsEntry(
            "type", "https://schemas.openid.net/secevent/caep/event-type/session-revoked")
        .containsEntry("subject", Map.of("kind", "user", "id", "u-alice"));
    assertThat((Map<String, Object>) caep.get("attributes"))
        .containsEntry("event_timestamp", NOW.getEpochSecond())
        .containsEntry("initiating_entity", "policy")
        .containsEntry("reason_admin", Map.of("en", "Ended under ticket snow:CHG1: ticket closed."))
        .containsEntry(
            "ticket_gate",
            Map.of(
                "event", String.valueOf(caep.get("event")),
                "binding", "b-1",
                "ticket", "snow:CHG1",
                "cause", "ticket_closed"))
        .doesNotContainKeys("credential_type", "change_type");
    assertThat(caep.toString())
        .doesNotContain("db-admin", "prod-admins", "carol", "secret plan", "name");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,AUTHORIZED,false",
        "-,ACTIVE,false",
        "AUTHORIZED,ACTIVE,false",
        "AUTHORIZED,REVOKED,false",
        "AUTHORIZED,EXPIRED,false",
        "ACTIVE,ACTIVE,false",
        "SUSPENDED,ACTIVE,false",
        "SUSPENDED,REVOKED,false",
        "ACTIVE,SUSPENDED,true",
        "ACTIVE,REVOKED,true",
        "ACTIVE,EXPIRED,true"
      })
  void onlyWhatTakesSomethingAwayIsTold(
      @Nullable BindingStatus from, BindingStatus to, boolean told) {
    assertThat(of(from, to).isPresent()).isEqualTo(told);
  }

  @Test
  void theEndOfACredentialRevokesIt() {
    Map<String, Object> caep =
        CaepEvents.of(
                event(
                    Subject.Kind.CLIENT,
                    new EntitlementName.ClientCredential("ci-deployer"),
                    BindingStatus.ACTIVE,
                    BindingStatus.EXPIRED,
                    EndCause.EXPIRED,
                    null))
            .orElseThrow();

    assertThat(caep)
        .containsEntry(
            "type", "https://schemas.openid.net/secevent/caep/event-type/credential-change")
        .containsEntry("subject", Map.of("kind", "client", "id", "u-alice"));
    assertThat((Map<String, Object>) caep.get("attributes"))
        .containsEntry("credential_type", "client-credential")
        .containsEntry("change_type", "revoke");
  }

  @Test
  void caepHasNoEventForGroupsRolesAndConfiguration() {
    for (Subject.Kind kind : List.of(Subject.Kind.GROUP, Subject.Kind.ROLE)) {
      assertThat(
              CaepEvents.of(
                  event(
                      kind,
                      ROLE,
                      BindingStatus.ACTIVE,
                      BindingStatus.REVOKED,
                      EndCause.ADMIN,
                      null)))
          .isEmpty();
    }
    assertThat(
            CaepEvents.of(
                event(
                    Subject.Kind.USER,
                    new EntitlementName.Configuration("keys"),
                    BindingStatus.ACTIVE,
                    BindingStatus.REVOKED,
                    EndCause.ADMIN,
                    null)))
        .isEmpty();
    assertThat(
            CaepEvents.of(
                new GateEvent(
                    "e-1",
                    EventType.RULE_CHANGED,
                    "rules/r",
                    NOW,
                    List.of("prod-admins"),
                    null,
                    Map.of("change", "deleted"))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "ADMIN,u-carol,admin",
        "ADMIN,u-alice,user",
        "ADMIN,-,system",
        "GRANT_REMOVED,u-carol,admin",
        "TICKET_CLOSED,u-carol,policy",
        "EXPIRED,-,policy",
        "DORMANT,-,policy",
        "DRIFT,-,system",
        "SUBJECT_REMOVED,u-carol,system",
        "TAKEOVER,u-carol,system"
      })
  void saysWhoBroughtItAbout(EndCause cause, @Nullable String actor, String entity) {
    Person by = actor == null ? null : new Person(actor, "x");
    Map<String, Object> caep =
        CaepEvents.of(
                event(
                    Subject.Kind.USER,
                    ROLE,
                    BindingStatus.ACTIVE,
                    BindingStatus.REVOKED,
                    cause,
                    by))
            .orElseThrow();

    assertThat((Map<String, Object>) caep.get("attributes"))
        .containsEntry("initiating_entity", entity);
  }

  @Test
  void aTestTakesNothingFromAnybody() {
    GateEvent test =
        new GateEvent(
            "e-1", EventType.SUBSCRIBER_TEST, "subscribers/s", NOW, List.of(), null, Map.of());

    assertThat(CaepEvents.of(test)).contains(Map.of("event", "e-1"));
  }
}
