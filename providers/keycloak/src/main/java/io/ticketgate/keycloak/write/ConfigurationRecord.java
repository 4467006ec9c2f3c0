package io.ticketgate.keycloak.write;

import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.keycloak.calls.Caller;
import io.ticketgate.keycloak.config.EventSubscribers;
import io.ticketgate.keycloak.config.GateRule;
import io.ticketgate.keycloak.config.GateRuleFactory;
import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.keycloak.config.LogKey;
import io.ticketgate.keycloak.config.LogKeyFactory;
import io.ticketgate.keycloak.config.LogKeys;
import io.ticketgate.keycloak.config.LogWitnesses;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.keycloak.store.Ledger;
import io.ticketgate.keycloak.store.RuleChecks;
import io.ticketgate.keycloak.write.change.AttemptedChange;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.EventSubscriberFactory;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.LogWitnessFactory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ComponentEntity;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.idm.ComponentRepresentation;

/**
 * Writes to the ledger what became of rules, ITSM systems, subscribers and keys of the log, by any
 * route, and sees to it that the log has a key. In a realm without rules there is nothing to
 * account for, and nothing is written.
 */
final class ConfigurationRecord {

  private ConfigurationRecord() {}

  /** To be called after the changes are judged, in their transaction. */
  static void write(RealmGate gate, List<AttemptedChange> changes, Instant now) {
    Map<String, ComponentEntity> changed = new LinkedHashMap<>();
    for (AttemptedChange change : changes) {
      ComponentEntity component = change.configures();
      if (component != null) {
        changed.put(component.getId(), component);
      }
    }
    if (changed.isEmpty()) {
      return;
    }
    boolean ruled = hasRules(gate.realm());
    changed.values().stream()
        .filter(each -> ruled || isRule(each))
        .forEach(
            each -> {
              write(gate, each, now);
              if (isRule(each)) {
                judgeAnew(gate, each.getId(), now);
              }
            });
    if (ruled) {
      LogKeys.ensure(gate.session(), gate.realm());
    }
  }

  /** What lives under the rule is judged by it after this transaction, where it says so. */
  private static void judgeAnew(RealmGate gate, String ruleId, Instant now) {
    RuleChecks checks = new RuleChecks(gate.session());
    ComponentModel component = gate.realm().getComponent(ruleId);
    Rule rule =
        component == null
            ? null
            : RuleParser.parse(ruleId, GateRuleFactory.name(component), component.getConfig());
    if (rule != null && rule.onChange().action() != Rule.OnChange.KEEP) {
      checks.begin(gate.realm().getId(), rule, Caller.person(gate.session()), now);
    } else {
      checks.forget(gate.realm().getId(), ruleId);
    }
  }

  private static boolean isRule(ComponentEntity component) {
    return GateRule.class.getName().equals(component.getProviderType());
  }

  private static boolean hasRules(RealmModel realm) {
    return realm.getComponentsStream(realm.getId(), GateRule.class.getName()).findAny().isPresent();
  }

  private static void write(RealmGate gate, ComponentEntity entity, Instant now) {
    ComponentModel component = gate.realm().getComponent(entity.getId());
    new Ledger(gate.session(), gate.realm().getId())
        .append(
            what(entity),
            entity.getId(),
            entity.getName(),
            component == null ? null : settings(gate, component),
            Caller.person(gate.session()),
            now);
  }

  private static String what(ComponentEntity entity) {
    if (ItsmConnector.class.getName().equals(entity.getProviderType())) {
      return "system";
    }
    if (EventSubscriber.class.getName().equals(entity.getProviderType())) {
      return "subscriber";
    }
    if (LogWitnesses.TYPE.equals(entity.getProviderType())) {
      return "witness";
    }
    return LogKey.class.getName().equals(entity.getProviderType()) ? "key" : "rule";
  }

  /** Sorted: Keycloak keeps the values of a setting in no particular order. */
  private static Map<String, List<String>> settings(RealmGate gate, ComponentModel component) {
    Set<String> shown = shown(gate, component);
    Map<String, List<String>> settings = new TreeMap<>();
    component
        .getConfig()
        .forEach(
            (name, values) ->
                settings.put(
                    name,
                    shown == null || shown.contains(name)
                        ? values.stream().map(String::valueOf).sorted().toList()
                        : List.of(ComponentRepresentation.SECRET_VALUE)));
    return settings;
  }

  /**
   * What is no secret, null for everything; of a connector that this server lacks it is nothing.
   */
  private static @Nullable Set<String> shown(RealmGate gate, ComponentModel component) {
    if (GateRule.class.getName().equals(component.getProviderType())) {
      return null;
    }
    if (LogKey.class.getName().equals(component.getProviderType())) {
      return Set.of(LogKeyFactory.VERIFIER);
    }
    if (LogWitnesses.TYPE.equals(component.getProviderType())) {
      return Set.of("url", LogWitnessFactory.VERIFIER_KEY);
    }
    Optional<List<ProviderConfigProperty>> settings =
        EventSubscriber.class.getName().equals(component.getProviderType())
            ? EventSubscribers.factory(gate.session(), component.getProviderId())
                .map(EventSubscriberFactory::getConfigProperties)
            : ItsmSystem.factory(gate.session(), component.getProviderId())
                .map(ItsmConnectorFactory::getConfigProperties);
    return settings.orElse(List.of()).stream()
        .filter(property -> !property.isSecret())
        .map(ProviderConfigProperty::getName)
        .collect(Collectors.toSet());
  }
}
