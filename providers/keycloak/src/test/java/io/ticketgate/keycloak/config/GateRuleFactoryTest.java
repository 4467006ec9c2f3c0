package io.ticketgate.keycloak.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.rule.RuleField;
import io.ticketgate.keycloak.Fake;
import io.ticketgate.keycloak.calls.Veto;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderConfigProperty;

class GateRuleFactoryTest {

  private final GateRuleFactory factory = new GateRuleFactory();

  /** A realm with these rules; reached by {@link Fake}. */
  public record Realm(ComponentModel... rules) {
    public String getId() {
      return "realm";
    }

    public @Nullable ComponentModel getComponent(String id) {
      return Stream.of(rules).filter(rule -> id.equals(rule.getId())).findFirst().orElse(null);
    }

    public Stream<ComponentModel> getComponentsStream(String parent, String type) {
      assertThat(parent).isEqualTo("realm");
      assertThat(type).isEqualTo(GateRule.class.getName());
      return Stream.of(rules);
    }
  }

  private static ComponentModel rule(@Nullable String id, @Nullable String name) {
    ComponentModel rule = new ComponentModel();
    rule.setId(id);
    rule.setName(name);
    rule.setProviderType(GateRule.class.getName());
    rule.setParentId("realm");
    rule.put("protects.realmRoles", "db-*");
    return rule;
  }

  private void validate(ComponentModel rule, ComponentModel... existing) {
    factory.validateConfiguration(
        Fake.of(KeycloakSession.class), Fake.of(RealmModel.class, new Realm(existing)), rule);
  }

  @Test
  void aRuleThatCanBeReadIsAccepted() {
    assertThatCode(() -> validate(rule("1", "prod"))).doesNotThrowAnyException();
  }

  @Test
  void aSecondRuleOfTheNameIsRefusedAndTheSameRuleIsNot() {
    assertThatThrownBy(() -> validate(rule("2", "prod"), rule("1", "prod")))
        .isInstanceOf(Veto.class)
        .hasMessageStartingWith("rule_invalid: ")
        .hasMessageContaining("prod");
    assertThatCode(() -> validate(rule("1", "prod"), rule("1", "prod"))).doesNotThrowAnyException();
    assertThatCode(() -> validate(rule("2", "prod"), rule("1", "Prod"))).doesNotThrowAnyException();
  }

  @Test
  void aNewRuleWithoutAnIdIsComparedToo() {
    assertThatThrownBy(() -> validate(rule(null, "prod"), rule("1", "prod")))
        .isInstanceOf(Veto.class);
  }

  @Test
  void aRuleWithoutANameIsRefused() {
    assertThatThrownBy(() -> validate(rule("1", null)))
        .isInstanceOf(Veto.class)
        .hasMessageStartingWith("rule_invalid: ");
  }

  @ParameterizedTest
  @CsvSource({
    "mode, sometimes",
    "tickets.minApprovals, many",
    "lifetime.max, eight hours",
    "no.such.field, x",
  })
  void aValueThatCannotBeReadIsRefusedUnderItsCode(String field, String value) {
    ComponentModel rule = rule("1", "prod");
    rule.put(field, value);

    assertThatThrownBy(() -> validate(rule))
        .isInstanceOf(Veto.class)
        .hasMessageStartingWith("rule_invalid: ");
  }

  @Test
  void everyFieldOfARuleIsDescribedToTheConsole() {
    assertThat(factory.getConfigProperties())
        .extracting(ProviderConfigProperty::getName)
        .containsExactly(Stream.of(RuleField.values()).map(RuleField::key).toArray(String[]::new));
    assertThat(factory.getConfigProperties())
        .filteredOn(property -> property.getName().equals("protects.realmRoles"))
        .extracting(ProviderConfigProperty::getType)
        .containsExactly(ProviderConfigProperty.MULTIVALUED_STRING_TYPE);
  }
}
