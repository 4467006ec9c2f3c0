package io.ticketgate.core.token;

import static io.ticketgate.core.InMemoryRealm.T0;

import io.ticketgate.core.InMemoryRealm;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.spi.TicketRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Bindings for the tests of tokens: made an hour ago, live for some hours. */
final class TokenBinding {

  private TokenBinding() {}

  static Binding of(String id, Subject subject, Entitlement entitlement, int hours) {
    return of(id, subject, entitlement, hours, BindingStatus.ACTIVE, T0.minusSeconds(3600));
  }

  static Binding of(
      String id,
      Subject subject,
      Entitlement entitlement,
      int hours,
      BindingStatus status,
      Instant notBefore) {
    return new Binding(
        id,
        subject,
        entitlement,
        TicketRef.parse("demo:" + id),
        List.of("prod"),
        "digest-of-rules",
        status,
        null,
        null,
        null,
        List.of(),
        null,
        new Binding.Evidence(
            "1",
            "digest-of-fields",
            entitlement.equals(InMemoryRealm.OPS)
                ? Map.of(
                    InMemoryRealm.DB_ADMIN.id(),
                    InMemoryRealm.DB_ADMIN.name().toString(),
                    InMemoryRealm.READER.id(),
                    InMemoryRealm.READER.name().toString())
                : Map.of()),
        T0.minusSeconds(3600),
        notBefore,
        T0.plus(Duration.ofHours(hours)),
        null,
        null,
        null);
  }

  /** The same, whose role brought this along when it was made: ids and names. */
  static Binding bringing(Map<String, String> parts, Binding binding) {
    return new Binding(
        binding.id(),
        binding.subject(),
        binding.entitlement(),
        binding.ticket(),
        binding.rules(),
        binding.ruleDigest(),
        binding.status(),
        null,
        null,
        null,
        List.of(),
        null,
        new Binding.Evidence("1", "digest-of-fields", parts),
        binding.createdAt(),
        binding.notBefore(),
        binding.expiresAt(),
        null,
        null,
        null);
  }
}
