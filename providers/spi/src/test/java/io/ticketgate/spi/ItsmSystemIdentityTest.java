package io.ticketgate.spi;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.models.RealmModel;

class ItsmSystemIdentityTest {

  private static final String REALM = "realm-id";

  private static ComponentModel system(String id, @Nullable String name) {
    ComponentModel system = new ComponentModel();
    system.setId(id);
    system.setName(name);
    system.setProviderType(ItsmConnector.class.getName());
    system.setProviderId("push");
    system.setParentId(REALM);
    return system;
  }

  private static RealmModel realm(ComponentModel... systems) {
    return (RealmModel)
        Proxy.newProxyInstance(
            RealmModel.class.getClassLoader(),
            new Class<?>[] {RealmModel.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getId" -> REALM;
                  case "getComponentsStream" -> List.of(systems).stream();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static void refused(
      RealmModel realm, @Nullable ComponentModel before, ComponentModel system, String why) {
    assertThatThrownBy(() -> ItsmSystemIdentity.require(realm, before, system))
        .isInstanceOf(ComponentValidationException.class)
        .hasMessageContaining(why)
        .hasMessageEndingWith(".");
  }

  @Test
  void takesANewSystemAndTheSameOneAgain() {
    ComponentModel snow = system("1", "snow");
    assertThatCode(() -> ItsmSystemIdentity.require(realm(), null, snow))
        .doesNotThrowAnyException();
    assertThatCode(() -> ItsmSystemIdentity.require(realm(snow), snow, system("1", "snow")))
        .doesNotThrowAnyException();
  }

  @Test
  void takesOneWithoutAParentWhichKeycloakThenSets() {
    ComponentModel snow = system("1", "snow");
    snow.setParentId(null);
    assertThatCode(() -> ItsmSystemIdentity.require(realm(), null, snow))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a b", "a:b", "-a", "a/b"})
  void refusesANameThatNoTicketCanBeWrittenWith(@Nullable String name) {
    refused(realm(), null, system("1", name), "1 to 64 letters");
  }

  @Test
  void refusesANameThatIsTakenOrDiffersInCaseOnly() {
    RealmModel realm = realm(system("1", "snow"));
    refused(realm, null, system("2", "snow"), "named snow");
    refused(realm, null, system("2", "SNOW"), "named snow");
  }

  @Test
  void leavesAloneWhatAnOlderVersionLetIn() {
    ComponentModel second = system("2", "SNOW");
    RealmModel realm = realm(system("1", "snow"), second);
    assertThatCode(() -> ItsmSystemIdentity.require(realm, second, system("2", "SNOW")))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesAnotherParent() {
    ComponentModel below = system("2", "rt");
    below.setParentId("1");
    refused(realm(system("1", "snow")), null, below, "parentId");
  }

  @Test
  void refusesAnotherNameConnectorOrKind() {
    ComponentModel before = system("1", "snow");
    RealmModel realm = realm(before);
    refused(realm, before, system("1", "rt"), "name");
    refused(realm, before, system("1", "Snow"), "name");
    ComponentModel swapped = system("1", "snow");
    swapped.setProviderId("jira");
    refused(realm, before, swapped, "connector");
    ComponentModel key = system("1", "snow");
    key.setProviderType("org.keycloak.keys.KeyProvider");
    refused(realm, key, system("1", "snow"), "another kind");
  }
}
