package io.ticketgate.core.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told by e-mail what happens to bindings under a rule.
 *
 * @param recipients who is told what; a kind that is not in here is told to nobody
 * @param beforeEnd how long before the end of a grant that end is announced; null for never
 */
public record Notices(Map<Kind, Set<Recipient>> recipients, @Nullable Duration beforeEnd) {

  /** Nobody is told anything. */
  public static final Notices NONE = new Notices(Map.of(), null);

  public Notices {
    EnumMap<Kind, Set<Recipient>> copy = new EnumMap<>(Kind.class);
    recipients.forEach(
        (kind, to) -> {
          if (!to.isEmpty()) {
            copy.put(kind, Set.copyOf(to));
          }
        });
    recipients = Map.copyOf(copy);
  }

  /**
   * When the end of a grant is to be announced.
   *
   * @return empty where the rule does not ask for it, or where the grant is shorter than that: who
   *     has just got it knows
   */
  public Optional<Instant> endAnnounced(Instant begin, Instant end) {
    return Optional.ofNullable(beforeEnd).map(end::minus).filter(begin::isBefore);
  }

  /** Who is told of that. */
  public Set<Recipient> of(Kind kind) {
    return recipients.getOrDefault(kind, Set.of());
  }

  /** What somebody may be told. */
  public enum Kind {
    /** A grant begins. */
    GRANTED,
    /** A grant is withheld, or is given back. */
    SUSPENDED,
    /** A grant has ended. */
    ENDED,
    /** A grant ends soon. */
    ENDS_SOON,
    /** A grant is to be reviewed soon, or was not reviewed in time. */
    REVIEW,
    /** Somebody has made an emergency grant, without a ticket. */
    BREAK_GLASS
  }

  /** Who is told. */
  public sealed interface Recipient {

    /**
     * Reads one as a rule writes it.
     *
     * @return empty when it is neither the word of a {@link Role} nor an e-mail address
     */
    static Optional<Recipient> parse(String text) {
      for (Role role : Role.values()) {
        if (role.word().equals(text)) {
          return Optional.of(role);
        }
      }
      return Address.fits(text) ? Optional.of(new Address(text)) : Optional.empty();
    }

    /**
     * Reads a list of them.
     *
     * @throws IllegalArgumentException with the first that cannot be read
     */
    static Set<Recipient> parse(List<String> texts) {
      Set<Recipient> recipients = new LinkedHashSet<>();
      for (String text : texts) {
        recipients.add(parse(text).orElseThrow(() -> new IllegalArgumentException(text)));
      }
      return recipients;
    }
  }

  /** Somebody who has to do with the binding. */
  public enum Role implements Recipient {
    /** The user who has the grant. A service account reads no mail. */
    HOLDER,
    /** Who answers for a service account or a client. */
    OWNER,
    /** Whose approvals were counted. */
    APPROVERS,
    /** Who made the grant in Keycloak. */
    GRANTER,
    /** Who is to review it, where that is one person. */
    REVIEWER;

    /** As a rule writes it, for example {@code holder}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A mailbox that is nobody's in the realm, such as that of a security team. */
  public record Address(String text) implements Recipient {

    private static final int LONGEST = 254;

    static boolean fits(String text) {
      return text.length() <= LONGEST
          && text.matches("[^@\\s<>(),;:\"\\\\]+@[^@\\s<>(),;:\"\\\\]+");
    }
  }
}
