package io.ticketgate.core.event;

import io.ticketgate.core.rule.NamePattern;
import io.ticketgate.spi.EntitlementName;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events a subscriber hears of. An empty part lets everything through. An event that concerns
 * no rule, or no entitlement, does not match a filter for some.
 *
 * @param rules patterns for the names of rules; one rule of an event is enough
 * @param entitlements patterns for entitlements in their text form
 */
public record EventFilter(
    Set<EventType> types, List<NamePattern> rules, List<NamePattern> entitlements) {

  private static final List<String> KINDS =
      List.of(EntitlementName.ROLE, EntitlementName.CLIENT, EntitlementName.CONFIGURATION);

  public EventFilter {
    types = Set.copyOf(types);
    rules = List.copyOf(rules);
    entitlements = List.copyOf(entitlements);
  }

  /**
   * Reads a filter.
   *
   * @param types words of {@link EventType}
   * @param entitlements for example {@code role:db-*}, {@code role:orders/refund}, {@code
   *     client:ci-*}, {@code configuration:keys}
   * @throws IllegalArgumentException with a sentence that begins with the name of the setting
   */
  public static EventFilter parse(
      Collection<String> types, Collection<String> rules, Collection<String> entitlements) {
    EnumSet<EventType> parsed = EnumSet.noneOf(EventType.class);
    types.forEach(word -> parsed.add(type(word)));
    rules.forEach(EventFilter::requireRule);
    entitlements.forEach(EventFilter::requireEntitlement);
    return new EventFilter(
        parsed,
        rules.stream().map(NamePattern::new).toList(),
        entitlements.stream().map(NamePattern::new).toList());
  }

  /** Returns whether the subscriber hears of the event. */
  public boolean matches(GateEvent event) {
    return (types.isEmpty() || types.contains(event.type()))
        && (rules.isEmpty()
            || event.rules().stream()
                .anyMatch(name -> rules.stream().anyMatch(rule -> rule.matches(name))))
        && (entitlements.isEmpty() || matches(event.entitlement()));
  }

  private boolean matches(@Nullable EntitlementName name) {
    return name != null && entitlements.stream().anyMatch(each -> each.matches(text(name)));
  }

  /** As it is written in a ticket. */
  static String text(EntitlementName name) {
    String text = name.toString();
    return name instanceof EntitlementName.RealmRole || name instanceof EntitlementName.ClientRole
        ? EntitlementName.ROLE + text
        : text;
  }

  private static EventType type(String word) {
    return EventType.ofWord(word)
        .filter(EventType.choosable()::contains)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "types: there is no event type "
                        + word
                        + "; there are "
                        + EventType.choosable().stream()
                            .map(EventType::word)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static void requireRule(String pattern) {
    if (pattern.isBlank()) {
      throw new IllegalArgumentException(
          "rules: the name of a rule must not be blank; for every rule leave the list out.");
    }
  }

  private static void requireEntitlement(String pattern) {
    if (KINDS.stream()
        .noneMatch(kind -> pattern.startsWith(kind) && pattern.length() > kind.length())) {
      throw new IllegalArgumentException(
          "entitlements: "
              + pattern
              + " must be written role:db-admin, role:orders/refund, client:ci-deployer or"
              + " configuration:keys; * stands for any characters.");
    }
  }
}
