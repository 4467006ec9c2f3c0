package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.keycloak.config.ItsmSystem;
import io.ticketgate.spi.Finding;
import io.ticketgate.spi.ItsmConnector;
import io.ticketgate.spi.ItsmConnectorFactory;
import io.ticketgate.spi.ItsmException;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.representations.userprofile.config.UPConfig;

class SystemFindingsTest {

  /** Nobody asks it for anything. */
  private static final KeycloakSession NO_SESSION =
      (KeycloakSession)
          Proxy.newProxyInstance(
              KeycloakSession.class.getClassLoader(),
              new Class<?>[] {KeycloakSession.class},
              (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  /** A connector whose test answers, or throws, what it is made with. */
  private record Connector(Supplier<List<Finding>> result) implements ItsmConnector {
    @Override
    public Ticket fetch(TicketRef ref, @Nullable Ticket known) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<Finding> test() {
      return result.get();
    }
  }

  private record Factory(boolean acceptsRecords, ItsmConnector connector)
      implements ItsmConnectorFactory {
    @Override
    public ItsmConnector create(KeycloakSession session, ComponentModel model) {
      return connector;
    }

    @Override
    public String getId() {
      return "fake";
    }

    @Override
    public String getHelpText() {
      return "";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
      return List.of();
    }
  }

  private static ItsmSystem system(
      boolean push, Map<String, String> settings, Supplier<List<Finding>> result) {
    ComponentModel component = new ComponentModel();
    component.setName("snow");
    settings.forEach((name, value) -> component.getConfig().addAll(name, value.split(" ")));
    return new ItsmSystem(NO_SESSION, component, new Factory(push, new Connector(result)));
  }

  private static List<Finding> ofConnector(Supplier<List<Finding>> result) {
    return ConnectorFindings.of(system(false, Map.of(), result));
  }

  private static List<String> ofSettings(
      boolean push, Map<String, String> settings, String... profile) {
    return ofSettings(push, settings, profile(profile), false);
  }

  private static List<String> ofSettings(
      boolean push, Map<String, String> settings, UPConfig profile, boolean usernamesAreChosen) {
    return SettingsFindings.of(system(push, settings, List::of), profile, usernamesAreChosen)
        .stream()
        .map(finding -> finding.outcome().word() + " " + finding.id() + " " + finding.message())
        .toList();
  }

  private static UPConfig profile(String... names) {
    UPConfig profile = new UPConfig();
    profile.setAttributes(new ArrayList<>());
    for (String name : names) {
      profile.getAttributes().add(new UPAttribute(name));
    }
    return profile;
  }

  @Test
  void aConnectorsFindingsAreToldInItsOrder() {
    Finding connection = new Finding("connection", Finding.Outcome.OK, "It answers.");
    Finding states = new Finding("states", Finding.Outcome.PROBLEM, "There is no state 7.");

    List<Finding> found = ofConnector(() -> List.of(connection, states));

    assertThat(found).containsExactly(connection, states);
    assertThat(SystemFindings.of("snow", found).ok()).isFalse();
  }

  @Test
  void aWarningLeavesASystemUsable() {
    SystemFindings findings =
        SystemFindings.of(
            "snow", List.of(new Finding("clock", Finding.Outcome.WARNING, "5 s apart.")));

    assertThat(findings.ok()).isTrue();
    assertThat(findings.findings().get(0).outcome()).isEqualTo("warning");
  }

  @Test
  void anItsmThatFailsIsAProblemInItsOwnWords() {
    assertThat(
            ofConnector(
                () -> {
                  throw new ItsmException.Unavailable("snow does not answer.", null, null);
                }))
        .containsExactly(
            new Finding("connection", Finding.Outcome.PROBLEM, "snow does not answer."));
  }

  @Test
  void whatAnUnknownExceptionSaysIsNotToldToTheClient() {
    assertThat(
            ofConnector(
                () -> {
                  throw new IllegalStateException("password=hunter2");
                }))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.outcome()).isEqualTo(Finding.Outcome.PROBLEM);
              assertThat(finding.message())
                  .contains("java.lang.IllegalStateException")
                  .doesNotContain("hunter2");
            });
  }

  @Test
  void aConnectorThatTestsNothingIsNotPraised() {
    assertThat(ofConnector(List::of))
        .singleElement()
        .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Finding.Outcome.WARNING));
  }

  @Test
  void aPushSystemIsNotAsked() {
    ItsmSystem push =
        system(
            true,
            Map.of(),
            () -> {
              throw new AssertionError("asked");
            });

    assertThat(ConnectorFindings.of(push))
        .singleElement()
        .satisfies(finding -> assertThat(finding.outcome()).isEqualTo(Finding.Outcome.OK));
    assertThat(ofSettings(true, Map.of())).isEmpty();
  }

  @Test
  void warnsOfWebhooksThatNobodyCanSign() {
    assertThat(ofSettings(false, Map.of()))
        .singleElement()
        .asString()
        .startsWith("warning webhooks webhookSecret is not set");
    assertThat(ofSettings(false, Map.of("webhookSecret", "whsec_x"))).isEmpty();
    assertThat(ofSettings(false, Map.of("webhookScheme", "bearer"))).isEmpty();
  }

  @Test
  void warnsWhenNobodyPolls() {
    assertThat(
            ofSettings(
                false,
                Map.of("webhookScheme", "bearer", "pollEvery", "PT0S", "recheckEvery", "PT30M")))
        .singleElement()
        .asString()
        .startsWith("warning polling")
        .contains("every PT30M");
  }

  @Test
  void warnsOfAttributesThatTheUserProfileLacks() {
    Map<String, String> settings = Map.of("userAttributes", "snow-id", "webhookScheme", "bearer");

    assertThat(ofSettings(false, settings, "username", "email"))
        .singleElement()
        .asString()
        .startsWith("warning user_attributes")
        .contains("no attribute snow-id");
    assertThat(ofSettings(true, settings, "username", "email")).hasSize(1);
    assertThat(ofSettings(false, settings, "snow-id")).isEmpty();
  }

  @Test
  void anyAttributeMayBeThereWhenTheProfileAllowsUnmanagedOnes() {
    UPConfig open = profile("username");
    open.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ADMIN_EDIT);

    assertThat(
            SettingsFindings.of(
                system(true, Map.of("userAttributes", "snow-id"), List::of), open, false))
        .isEmpty();
  }

  @Test
  void whatUsersChooseThemselvesSaysNotWhoTheyAre() {
    UPConfig profile = profile("username", "email", "snow-id", "jira-id");
    profile
        .getAttribute("snow-id")
        .setPermissions(new UPAttributePermissions(Set.of("admin"), Set.of("admin", "user")));
    profile
        .getAttribute("jira-id")
        .setPermissions(new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin")));

    assertThat(chosen("username email snow-id jira-id", profile, true))
        .singleElement()
        .asString()
        .startsWith("problem identities Users may set snow-id, username themselves.");
    assertThat(chosen("username email jira-id", profile, false)).isEmpty();
    assertThat(chosen("email", profile, true)).isEmpty();
  }

  @Test
  void anAttributeThatTheProfileDoesNotManageIsChosenWhereUsersMayEditSuch() {
    UPConfig profile = profile("username");
    profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
    assertThat(chosen("snow-id", profile, false)).hasSize(1);

    profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ADMIN_EDIT);
    assertThat(chosen("snow-id", profile, false)).isEmpty();
  }

  private static List<String> chosen(String attributes, UPConfig profile, boolean usernames) {
    return ofSettings(true, Map.of("userAttributes", attributes), profile, usernames);
  }
}
