package io.ticketgate.keycloak;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.binding.Schedule;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes bindings for tests; what a test does not name is something usual. */
public final class ABinding {

  /** The time at which bindings are made unless a test says another one. */
  public static final Instant NOW = Instant.parse("2026-11-28T09:00:00Z");

  private final String id = UUID.randomUUID().toString();
  private Subject subject = user("alice-id", "alice");
  private Entitlement entitlement =
      new Entitlement("db-admin-id", new EntitlementName.RealmRole("db-admin"));
  private TicketRef ticket = new TicketRef("snow", "CHG1");
  private BindingStatus status = BindingStatus.ACTIVE;
  private Instant createdAt = NOW;
  private Instant expiresAt = NOW.plus(Duration.ofHours(2));
  private final Map<String, String> parts = new HashMap<>();
  private @Nullable Person owner;
  private Schedule schedule = Schedule.NONE;

  /** A user. */
  public static Subject user(String id, String name) {
    return new Subject(Subject.Kind.USER, id, name);
  }

  /** A realm role. */
  public static Entitlement role(String id, String name) {
    return new Entitlement(id, new EntitlementName.RealmRole(name));
  }

  public ABinding of(Subject who) {
    subject = who;
    return this;
  }

  public ABinding of(String userId) {
    return of(user(userId, userId + "-name"));
  }

  public ABinding for_(Entitlement what) {
    entitlement = what;
    return this;
  }

  /** What the entitlement brought along when the binding was made. */
  public ABinding bringing(String... partIds) {
    for (String id : partIds) {
      parts.put(id, "");
    }
    return this;
  }

  public ABinding under(String key) {
    return under(new TicketRef("snow", key));
  }

  public ABinding under(TicketRef ref) {
    ticket = ref;
    return this;
  }

  public ABinding in(BindingStatus state) {
    status = state;
    return this;
  }

  public ABinding made(Instant at) {
    createdAt = at;
    return this;
  }

  public ABinding until(Instant end) {
    expiresAt = end;
    return this;
  }

  /** What is due of it. */
  public ABinding due(Schedule due) {
    schedule = due;
    return this;
  }

  public ABinding ownedBy(String id) {
    owner = new Person(id, id + "-name");
    return this;
  }

  public Binding make() {
    boolean live = status.live();
    return new Binding(
        id,
        subject,
        entitlement,
        ticket,
        List.of("prod-admins"),
        "rule-digest",
        status,
        "requester",
        new Person("granter-id", "granter"),
        owner,
        List.of(new Person("bob-id", "bob")),
        "rotate keys",
        new Binding.Evidence("7", "ticket-digest", parts),
        createdAt,
        createdAt,
        expiresAt,
        null,
        live ? null : createdAt.plusSeconds(1),
        live ? null : status == BindingStatus.EXPIRED ? EndCause.EXPIRED : EndCause.TICKET_CLOSED,
        null,
        schedule,
        false);
  }
}
