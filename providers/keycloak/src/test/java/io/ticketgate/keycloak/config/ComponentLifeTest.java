package io.ticketgate.keycloak.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.spi.EventSubscriber;
import io.ticketgate.spi.ItsmConnector;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.MultivaluedHashMap;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

class ComponentLifeTest {

  private static final String REALM = "realm-id";
  private static final String KEYS = "org.keycloak.keys.KeyProvider";
  private static final String RULE = GateRule.class.getName();
  private static final String SYSTEM = ItsmConnector.class.getName();

  private static ComponentModel component(String id, String type, String name) {
    ComponentModel component = new ComponentModel();
    component.setId(id);
    component.setName(name);
    component.setProviderType(type);
    component.setProviderId("push");
    component.setParentId(REALM);
    component.setConfig(new MultivaluedHashMap<>());
    return component;
  }

  /** Nothing of these tests gets as far as the session. */
  private static ComponentLife life(ComponentModel... components) {
    KeycloakSession none =
        (KeycloakSession)
            Proxy.newProxyInstance(
                KeycloakSession.class.getClassLoader(),
                new Class<?>[] {KeycloakSession.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                });
    RealmModel realm =
        (RealmModel)
            Proxy.newProxyInstance(
                RealmModel.class.getClassLoader(),
                new Class<?>[] {RealmModel.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getId" -> REALM;
                      case "getComponentsStream" ->
                          Stream.of(components)
                              .filter(each -> each.getProviderType().equals(arguments[1]));
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new ComponentLife(none, realm);
  }

  private static void refused(
      ComponentLife life, @Nullable ComponentModel before, ComponentModel now, ErrorCode code) {
    assertThatThrownBy(() -> life.requireValid(before, now))
        .isInstanceOf(GateException.Invalid.class)
        .hasMessageEndingWith(".")
        .extracting(failure -> ((GateException) failure).code())
        .isEqualTo(code);
  }

  @Test
  void aRuleMayBeRenamedAndASystemMayNot() {
    ComponentModel rule = component("1", RULE, "before");
    ComponentModel system = component("2", SYSTEM, "before");
    assertThatCode(() -> life(rule, system).requireValid(rule, component("1", RULE, "after")))
        .doesNotThrowAnyException();
    refused(life(rule, system), system, component("2", SYSTEM, "after"), ErrorCode.SYSTEM_INVALID);
  }

  @Test
  void noSystemHasTheNameThatStandsForEmergencyGrants() {
    for (String name : List.of("break-glass", "Break-Glass", "BREAK-GLASS")) {
      refused(life(), null, component("1", SYSTEM, name), ErrorCode.SYSTEM_INVALID);
    }
    assertThatCode(() -> life().requireValid(null, component("1", SYSTEM, "break-glass-2")))
        .doesNotThrowAnyException();
  }

  @Test
  void aNameIsOneRules() {
    ComponentModel rule = component("1", RULE, "taken");
    assertThatThrownBy(() -> life(rule).requireValid(null, component("2", RULE, "taken")))
        .isInstanceOf(GateException.Conflict.class)
        .hasMessageContaining("'taken'");
  }

  @Test
  void aRuleUnderAnotherComponentIsRefused() {
    ComponentModel below = component("2", RULE, "below");
    below.setParentId("1");
    refused(life(), null, below, ErrorCode.RULE_INVALID);
  }

  @Test
  void neitherBecomesAnythingElse() {
    ComponentModel rule = component("1", RULE, "a");
    ComponentModel system = component("2", SYSTEM, "a");
    ComponentModel key = component("3", KEYS, "a");
    refused(life(), rule, component("1", KEYS, "a"), ErrorCode.RULE_INVALID);
    refused(life(), rule, component("1", SYSTEM, "a"), ErrorCode.SYSTEM_INVALID);
    refused(life(), system, component("2", KEYS, "a"), ErrorCode.SYSTEM_INVALID);
    refused(life(), system, component("2", RULE, "a"), ErrorCode.RULE_INVALID);
    refused(life(), key, component("3", RULE, "a"), ErrorCode.RULE_INVALID);
    assertThatCode(() -> life().requireValid(key, component("3", KEYS, "b")))
        .doesNotThrowAnyException();
  }

  @Test
  void aSystemThatARuleNamesStays() {
    ComponentModel rule = component("1", RULE, "naming");
    rule.getConfig().put(RuleField.SYSTEMS.key(), List.of("snow"));
    assertThatThrownBy(() -> life(rule).requireRemovable(component("2", SYSTEM, "snow")))
        .isInstanceOf(GateException.Conflict.class)
        .hasMessageContaining("'naming'");
  }

  @Test
  void aRuleAndWhatNoTicketFindsMayGo() {
    ComponentModel below = component("2", SYSTEM, "snow");
    below.setParentId("1");
    assertThatCode(
            () -> {
              life().requireRemovable(component("1", RULE, "any"));
              life().requireRemovable(below);
              life().removed(below);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void rulesAndSystemsAreOurs() {
    assertThat(Stream.of(RULE, SYSTEM, KEYS).filter(ComponentLife::isOurs))
        .containsExactly(RULE, SYSTEM);
  }

  private static final String SUBSCRIBER = EventSubscriber.class.getName();

  @Test
  void aSubscriberIsAComponentOfTheRealmWithANameOfItsOwnThatHearsOfSomething() {
    ComponentModel siem = component("1", SUBSCRIBER, "siem");
    assertThat(ComponentLife.isOurs(SUBSCRIBER)).isTrue();
    assertThatCode(() -> life(siem).requireValid(siem, component("1", SUBSCRIBER, "renamed")))
        .doesNotThrowAnyException();
    ComponentModel elsewhere = component("2", SUBSCRIBER, "pam");
    elsewhere.setParentId("another component");
    refused(life(), null, elsewhere, ErrorCode.SUBSCRIBER_INVALID);
    refused(life(), null, component("2", SUBSCRIBER, " "), ErrorCode.SUBSCRIBER_INVALID);
    refused(
        life(),
        component("2", KEYS, "a"),
        component("2", SUBSCRIBER, "a"),
        ErrorCode.SUBSCRIBER_INVALID);
    refused(life(), siem, component("1", KEYS, "siem"), ErrorCode.SUBSCRIBER_INVALID);
    ComponentModel deaf = component("2", SUBSCRIBER, "pam");
    deaf.getConfig().add("types", "io.ticketgate.binding.exploded");
    refused(life(), null, deaf, ErrorCode.SUBSCRIBER_INVALID);
    assertThatThrownBy(() -> life(siem).requireValid(null, component("2", SUBSCRIBER, "siem")))
        .isInstanceOf(GateException.Conflict.class);
  }
}
