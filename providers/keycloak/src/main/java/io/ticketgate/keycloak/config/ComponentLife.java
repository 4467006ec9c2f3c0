package io.ticketgate.keycloak.config;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.keycloak.store.JpaBindings;
import io.ticketgate.keycloak.store.Notes;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmSystemIdentity;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The life of a realm's rules, systems and subscribers, by whatever route they come, change and go:
 * the gate's resource, the stock components endpoint, an import. It holds in every mode of the
 * server, since the bindings outlast a switch.
 */
public final class ComponentLife {

  private static final int LONGEST_NAME = 255;

  private final KeycloakSession session;
  private final RealmModel realm;

  public ComponentLife(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  /** Whether a component of that type is a rule, a system or a subscriber. */
  public static boolean isOurs(@Nullable String providerType) {
    return ComponentKind.of(providerType).isPresent();
  }

  private static boolean isRule(@Nullable String providerType) {
    return GateRule.class.getName().equals(providerType);
  }

  private static boolean isSystem(@Nullable String providerType) {
    return ItsmConnector.class.getName().equals(providerType);
  }

  /**
   * Judges a component that is created or changed, and that is one of ours before or after it.
   *
   * @param before what was stored under its id; null for a new one
   * @throws GateException.Invalid {@code rule_invalid}, {@code system_invalid} or {@code
   *     subscriber_invalid}
   * @throws GateException.Conflict {@code rule_invalid} when another rule has the name
   */
  public void requireValid(@Nullable ComponentModel before, ComponentModel now) {
    if (isRule(now.getProviderType())) {
      requireRule(realm, before, now);
    } else if (isSystem(now.getProviderType())) {
      try {
        ItsmSystemIdentity.require(realm, before, now);
      } catch (ComponentValidationException refused) {
        throw new GateException.Invalid(
            ErrorCode.SYSTEM_INVALID, "", String.valueOf(refused.getMessage()));
      }
    } else if (EventSubscribers.is(now.getProviderType())) {
      requireSubscriber(realm, before, now);
    } else if (before != null && EventSubscribers.is(before.getProviderType())) {
      throw otherKind(ErrorCode.SUBSCRIBER_INVALID, "A subscriber");
    } else if (before != null && isRule(before.getProviderType())) {
      throw otherKind(ErrorCode.RULE_INVALID, "A rule");
    } else if (before != null && isSystem(before.getProviderType())) {
      throw otherKind(ErrorCode.SYSTEM_INVALID, "An ITSM system");
    }
  }

  /** What concerns a rule's place and name; its settings are the parser's. */
  static void requireRule(RealmModel realm, @Nullable ComponentModel before, ComponentModel rule) {
    if (rule.getParentId() != null && !rule.getParentId().equals(realm.getId())) {
      throw new GateException.Invalid(
          ErrorCode.RULE_INVALID,
          "",
          "A rule is a component of the realm itself: under another component it would protect"
              + " nothing. Set parentId to the id of the realm.");
    }
    if (before != null && !isRule(before.getProviderType())) {
      throw new GateException.Invalid(
          ErrorCode.RULE_INVALID,
          "",
          "A component of another kind cannot become a rule. Add the rule as a component of its"
              + " own.");
    }
    String name = GateRuleFactory.name(rule);
    boolean taken =
        realm
            .getComponentsStream(realm.getId(), GateRule.class.getName())
            .filter(other -> !Objects.equals(other.getId(), rule.getId()))
            .anyMatch(other -> GateRuleFactory.name(other).equals(name));
    if (taken) {
      throw new GateException.Conflict(
          ErrorCode.RULE_INVALID,
          "This realm already has a rule named '" + name + "'; choose another name.");
    }
  }

  /** What concerns a subscriber's place, its name and what it hears of. */
  static void requireSubscriber(
      RealmModel realm, @Nullable ComponentModel before, ComponentModel subscriber) {
    if (subscriber.getParentId() != null && !subscriber.getParentId().equals(realm.getId())) {
      throw subscriber(
          "",
          "A subscriber is a component of the realm itself: under another component it would hear"
              + " nothing. Set parentId to the id of the realm.");
    }
    if (before != null && !EventSubscribers.is(before.getProviderType())) {
      throw subscriber(
          "",
          "A component of another kind cannot become a subscriber. Add the subscriber as a component"
              + " of its own.");
    }
    String name = subscriber.getName();
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw subscriber("name", "The name of a subscriber has 1 to 255 characters.");
    }
    boolean taken =
        EventSubscribers.components(realm)
            .filter(other -> !Objects.equals(other.getId(), subscriber.getId()))
            .anyMatch(other -> name.equals(other.getName()));
    if (taken) {
      throw new GateException.Conflict(
          ErrorCode.SUBSCRIBER_INVALID,
          "This realm already has a subscriber named '" + name + "'; choose another name.");
    }
    try {
      EventSubscribers.filter(subscriber);
    } catch (IllegalArgumentException unreadable) {
      String sentence = String.valueOf(unreadable.getMessage());
      throw subscriber(sentence.substring(0, Math.max(sentence.indexOf(':'), 0)), sentence);
    }
  }

  private static GateException.Invalid subscriber(String field, String sentence) {
    return new GateException.Invalid(ErrorCode.SUBSCRIBER_INVALID, field, sentence);
  }

  private static GateException.Invalid otherKind(ErrorCode code, String what) {
    return new GateException.Invalid(
        code,
        "",
        what
            + " cannot become a component of another kind. Add that one as a component of its own,"
            + " and delete this one.");
  }

  /**
   * Judges the deletion of a component; a rule may always go. Its bindings live on, and end with
   * their tickets.
   *
   * @throws GateException.Conflict {@code system_invalid} when a rule names the system, or a live
   *     binding rests on one of its tickets
   */
  public void requireRemovable(ComponentModel component) {
    if (isKnownSystem(component)) {
      requireUnused(component.getName());
      requireNothingLive(component.getName());
    }
  }

  /** Forgets what was to be written on the tickets of a system that is no more. */
  public void removed(ComponentModel component) {
    if (isKnownSystem(component)) {
      new Notes(session).forgetSystem(realm.getId(), component.getName());
    }
  }

  /** One that an older version let in elsewhere is not found by any ticket. */
  private boolean isKnownSystem(ComponentModel component) {
    return isSystem(component.getProviderType())
        && component.getName() != null
        && realm.getId().equals(component.getParentId());
  }

  private void requireUnused(String system) {
    try (Stream<ComponentModel> rules =
        realm.getComponentsStream(realm.getId(), GateRule.class.getName())) {
      rules
          .filter(
              rule ->
                  rule.getConfig()
                      .getOrDefault(RuleField.SYSTEMS.key(), List.of())
                      .contains(system))
          .findFirst()
          .ifPresent(
              rule -> {
                throw new GateException.Conflict(
                    ErrorCode.SYSTEM_INVALID,
                    "Rule '"
                        + rule.getName()
                        + "' names the ITSM system '"
                        + system
                        + "'. Change or delete the rule first.");
              });
    }
  }

  /** Without the system nobody could close the tickets that the bindings rest on. */
  private void requireNothingLive(String system) {
    if (new JpaBindings(session, realm.getId()).anyLiveOf(system)) {
      throw new GateException.Conflict(
          ErrorCode.SYSTEM_INVALID,
          "Live bindings rest on tickets of the ITSM system '"
              + system
              + "'. Revoke them, or close their tickets, first.");
    }
  }
}
