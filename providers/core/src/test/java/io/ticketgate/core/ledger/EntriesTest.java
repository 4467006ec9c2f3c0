package io.ticketgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Transition;
import io.ticketgate.core.ticket.MadeRequest;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntriesTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
  private static final String SALT = Entry.salt(new byte[32]);

  private static Binding binding() {
    return new Binding(
        "binding-1",
        new Subject(Subject.Kind.USER, "user-1", "alice"),
        new Entitlement("role-1", EntitlementName.role("db-admin")),
        new TicketRef("snow", "CHG0040001"),
        List.of("prod-admins"),
        "ruledigest",
        BindingStatus.REVOKED,
        "alice",
        new Person("user-2", "dora"),
        null,
        List.of(new Person("user-3", "bob")),
        "rotate TDE keys",
        new Binding.Evidence("7", "ticketdigest"),
        NOW.minusSeconds(60),
        NOW.minusSeconds(60),
        NOW.plusSeconds(60),
        null,
        NOW,
        EndCause.TICKET_CLOSED);
  }

  private static Entry entry() {
    return entry(binding());
  }

  private static Entry entry(Binding binding) {
    return Entries.of(
        "entry-1",
        "realm-1",
        binding,
        new Transition(
            "binding-1",
            BindingStatus.ACTIVE,
            BindingStatus.REVOKED,
            EndCause.TICKET_CLOSED,
            NOW,
            new Person("user-4", "carol"),
            new Detail.Reason("over")),
        NOW.plusSeconds(1),
        SALT);
  }

  @Test
  void saysThatTheClientGoesWithTheBinding() {
    assertThat(entry(binding().ofEphemeralClient()).record()).contains("\"ephemeral\":true");
    assertThat(entry().record()).doesNotContain("ephemeral");
  }

  @Test
  void theLogNamesNobody() {
    assertThat(entry().record())
        .doesNotContain("alice", "bob", "carol", "dora", "db-admin", "CHG", "TDE", "over\"")
        .doesNotContain("user-", "role-1", "prod-admins", "ticketdigest")
        .contains("\"type\":\"binding.revoked\"", "\"cause\":\"ticket_closed\"");
  }

  @Test
  void commitsToAllThatTheDecisionReliedOn() {
    Map<String, Object> sealed = Json.object(Json.object(entry().record()).get("sealed"));
    assertThat(sealed.keySet())
        .containsExactlyInAnyOrder(
            "subject",
            "entitlement",
            "ticket",
            "ticketVersion",
            "ticketDigest",
            "rules",
            "requestedBy",
            "grantedBy",
            "approvers",
            "justification",
            "actor",
            "detail");
    assertThat(sealed.get("ticket")).isEqualTo(Entry.digest(SALT, "ticket", "snow:CHG0040001"));
    assertThat(sealed.get("ticket")).isNotEqualTo(Entry.digest(SALT, "ticket", "snow:CHG0040002"));
    // Equal values of two fields do not look alike, and neither do those of two salts.
    assertThat(Entry.digest(SALT, "a", "x")).isNotEqualTo(Entry.digest(SALT, "b", "x"));
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(Entry.digest(Entry.salt(other), "a", "x"))
        .isNotEqualTo(Entry.digest(SALT, "a", "x"));
  }

  @Test
  void theLoggedEntryIsCanonical() {
    String logged =
        new String(Entry.logged(entry().record(), NOW.plusSeconds(2)), StandardCharsets.UTF_8);
    assertThat(Json.canonical(Json.parse(logged))).isEqualTo(logged);
    assertThat(Json.object(logged).keySet()).containsExactly("logged", "record");
  }

  @Test
  void tellsAResumptionFromAnActivation() {
    Transition resumed =
        new Transition(
            "binding-1", BindingStatus.SUSPENDED, BindingStatus.ACTIVE, null, NOW, null, null);
    assertThat(Entries.of("e", "r", binding(), resumed, NOW, SALT).type())
        .isEqualTo("binding.resumed");
    Transition made =
        new Transition("binding-1", null, BindingStatus.ACTIVE, null, NOW, null, null);
    assertThat(Entries.of("e", "r", binding(), made, NOW, SALT).type())
        .isEqualTo("binding.activated");
  }

  @Test
  void sealsWhoAskedForWhatAndForWhom() {
    Entry asked =
        Entries.of(
            "e",
            "r",
            new MadeRequest(
                "request-1",
                new TicketRef("snow", "CHG0040001"),
                new Person("user-2", "olga"),
                new Subject(Subject.Kind.SERVICE_ACCOUNT, "user-1", "ci-deploy"),
                new Entitlement("role-1", EntitlementName.role("db-admin")),
                List.of("prod-admins"),
                "rotate TDE keys",
                null,
                NOW.plusSeconds(60),
                NOW),
            NOW.plusSeconds(1),
            SALT);

    assertThat(asked.record())
        .contains("\"type\":\"request.made\"", "\"request\":\"request-1\"")
        .contains("\"expiresAt\":\"2026-11-30T08:01:00Z\"")
        .doesNotContain("\"notBefore\"", "\"binding\"")
        .doesNotContain("olga", "ci-deploy", "db-admin", "CHG", "TDE", "user-", "prod-admins");
    Map<String, Object> sealed = Json.object(Json.object(asked.record()).get("sealed"));
    assertThat(sealed.keySet())
        .containsExactlyInAnyOrder(
            "actor", "subject", "entitlement", "ticket", "rules", "justification");
    assertThat(sealed.get("actor"))
        .isEqualTo(Entry.digest(SALT, "actor", Map.of("id", "user-2", "name", "olga")));
  }

  @Test
  void sealsWhatARuleSays() {
    Entry changed =
        Entries.of(
            "e",
            "r",
            "rule",
            "component-1",
            "prod-admins",
            Map.of("mode", List.of("enforce")),
            null,
            NOW,
            SALT);
    assertThat(changed.record())
        .contains("\"type\":\"rule.changed\"", "\"component\":\"component-1\"")
        .doesNotContain("prod-admins", "enforce");
    assertThat(Entries.of("e", "r", "rule", "c", null, null, null, NOW, SALT).type())
        .isEqualTo("rule.removed");
  }

  @Test
  void writesWhateverNameThereIs() {
    assertThat(Entries.of("e", "r", "rule", "c", "half \ud83d", Map.of(), null, NOW, SALT).record())
        .contains("\"type\":\"rule.changed\"");
  }
}
