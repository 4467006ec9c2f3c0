package io.ticketgate.core.event;

import io.ticketgate.core.rule.Notices;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides who gets an e-mail about an event. */
public final class Letters {

  private Letters() {}

  /** To whom one goes. */
  public sealed interface To {

    /**
     * The id of the letter: the same whenever this event is announced again, so that nobody gets it
     * twice.
     */
    default String letterId(GateEvent event) {
      String text = event.id() + " " + this;
      return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }

  /** A user of the realm, by id: the address is read when the letter is sent. */
  public record ToUser(String id) implements To {}

  /** An address that the rule names. */
  public record ToAddress(String address) implements To {}

  /** What the event is told as; empty where no rule can ask for that. */
  public static Optional<Notices.Kind> kind(EventType type) {
    return switch (type) {
      case BINDING_ACTIVATED -> Optional.of(Notices.Kind.GRANTED);
      case BINDING_SUSPENDED, BINDING_RESUMED -> Optional.of(Notices.Kind.SUSPENDED);
      case BINDING_REVOKED, BINDING_EXPIRED -> Optional.of(Notices.Kind.ENDED);
      case BINDING_ENDING -> Optional.of(Notices.Kind.ENDS_SOON);
      case REVIEW_DUE, REVIEW_OVERDUE -> Optional.of(Notices.Kind.REVIEW);
      case BREAKGLASS_USED -> Optional.of(Notices.Kind.BREAK_GLASS);
      default -> Optional.empty();
    };
  }

  /**
   * Everybody who gets one, each of them once.
   *
   * @param rules what the rules that the event concerns say of notices
   */
  public static Set<To> of(GateEvent event, Collection<Notices> rules) {
    Set<To> letters = new LinkedHashSet<>();
    kind(event.type())
        .ifPresent(
            kind ->
                rules.forEach(
                    notices ->
                        notices
                            .of(kind)
                            .forEach(recipient -> letters.addAll(of(event, recipient)))));
    return letters;
  }

  private static List<To> of(GateEvent event, Notices.Recipient recipient) {
    if (recipient instanceof Notices.Address address) {
      return List.of(new ToAddress(address.text()));
    }
    return switch ((Notices.Role) recipient) {
      case HOLDER -> holder(event.data().get("subject"));
      case OWNER -> person(event.data().get("owner"));
      case APPROVERS ->
          event.data().get("approvers") instanceof List<?> approvers
              ? approvers.stream().flatMap(each -> person(each).stream()).toList()
              : List.of();
      case GRANTER ->
          person(
              event.type() == EventType.BREAKGLASS_USED
                  ? event.data().get("usedBy")
                  : event.data().get("grantedBy"));
      case REVIEWER -> reviewer(event.data().get("reviewer"));
    };
  }

  private static List<To> holder(@Nullable Object subject) {
    return subject instanceof Map<?, ?> json && "user".equals(json.get("kind"))
        ? person(subject)
        : List.of();
  }

  private static List<To> reviewer(@Nullable Object reviewer) {
    return reviewer instanceof Map<?, ?> json && "person".equals(json.get("kind"))
        ? person(reviewer)
        : List.of();
  }

  private static List<To> person(@Nullable Object person) {
    return person instanceof Map<?, ?> json && json.get("id") instanceof String id
        ? List.of(new ToUser(id))
        : List.of();
  }
}
