package io.ticketgate.keycloak.config;

import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.core.rule.RuleParser;
import io.ticketgate.keycloak.calls.Veto;
import java.util.Arrays;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.component.ComponentFactory;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

/**
 * Validates and describes rules, wherever they come from: our REST resource, the console, an
 * import.
 */
public final class GateRuleFactory implements ComponentFactory<GateRule, GateRule> {

  /** Provider id of every rule. */
  public static final String ID = "rule";

  @Override
  public GateRule create(KeycloakSession session, ComponentModel model) {
    return new GateRule() {};
  }

  /**
   * Refuses a rule that cannot be read, has a condition that cannot be used, has another's name, or
   * lies where it protects nothing.
   *
   * @throws Veto {@code rule_invalid}. Not Keycloak's {@code ComponentValidationException}: an
   *     import would answer that with an unknown error, and the components endpoint takes its
   *     message for a pattern, without quotes and braces (26.7).
   */
  @Override
  public void validateConfiguration(
      KeycloakSession session, RealmModel realm, ComponentModel model) {
    try {
      Rule rule = RuleParser.parse(String.valueOf(model.getId()), name(model), model.getConfig());
      if (rule.condition() != null) {
        LoadedConditions.INSTANCE.compile(rule.condition());
      }
      ComponentLife.requireRule(
          realm, model.getId() == null ? null : realm.getComponent(model.getId()), model);
    } catch (GateException refusal) {
      throw Veto.ofComponent(refusal);
    }
  }

  /** The name of a rule; empty where it has none, which is refused. */
  public static String name(ComponentModel model) {
    String name = model.getName();
    return name == null ? "" : name;
  }

  @Override
  public void init(Config.Scope config) {}

  @Override
  public void postInit(KeycloakSessionFactory factory) {}

  @Override
  public void close() {}

  @Override
  public String getId() {
    return ID;
  }

  @Override
  public String getHelpText() {
    return "Says which roles and credentials need a ticket, and what the ticket must fulfil.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return Arrays.stream(RuleField.values()).map(GateRuleFactory::property).toList();
  }

  private static ProviderConfigProperty property(RuleField field) {
    String type =
        switch (field.kind()) {
          case FLAG -> ProviderConfigProperty.BOOLEAN_TYPE;
          case LIST, SETS, RISKS -> ProviderConfigProperty.MULTIVALUED_STRING_TYPE;
          case WORD, NUMBER -> ProviderConfigProperty.STRING_TYPE;
        };
    return new ProviderConfigProperty(
        field.key(), field.key(), field.help(), type, field.byDefault().orElse(null));
  }
}
