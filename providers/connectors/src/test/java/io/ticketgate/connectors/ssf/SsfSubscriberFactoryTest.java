package io.ticketgate.connectors.ssf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.ticketgate.connectors.http.Sessions;
import io.ticketgate.connectors.settings.Settings;
import io.ticketgate.spi.EventFormat;
import io.ticketgate.spi.EventMessage;
import io.ticketgate.spi.EventReceipt;
import java.lang.reflect.Proxy;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSessionFactory;

/** On a server that has no transmitter, as before Keycloak 26.7. */
class SsfSubscriberFactoryTest {

  private final SsfSubscriberFactory factory = new SsfSubscriberFactory();

  @Test
  void isRefusedWithWhatItNeeds() {
    ComponentModel subscriber = Sessions.component("owner", "alice");

    assertThatThrownBy(
            () -> SsfSubscriberFactory.validate(new Settings(Sessions.plain(), subscriber)))
        .hasMessageStartingWith("kind ssf needs Keycloak 26.7")
        .hasMessageContaining("--features=ssf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"url", "allowHttp", "secret", "secretPrevious", "format"})
  void settingsOfWebhooksAreRefusedByName(String setting) {
    ComponentModel subscriber = Sessions.component("owner", "alice", setting, "x");

    assertThatThrownBy(
            () -> SsfSubscriberFactory.validate(new Settings(Sessions.plain(), subscriber)))
        .hasMessageStartingWith(setting + " is for webhooks alone");
  }

  @Test
  void anEventOfOneThatWasImportedWaits() {
    KeycloakSessionFactory unasked =
        (KeycloakSessionFactory)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {KeycloakSessionFactory.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError(method.getName());
                });
    EventReceipt receipt =
        new SsfSubscriber(unasked, "r-1").deliver(new EventMessage("e-1", Instant.EPOCH, "{}"));

    assertThat(((EventReceipt.Refused) receipt).word()).isEqualTo("feature_off");
    assertThat(factory.format(Sessions.component())).isEqualTo(EventFormat.CAEP);
  }

  /** Otherwise the JAR would not load before Keycloak 26.7. */
  @Test
  void oneClassAloneNamesThoseOfTheTransmitter() {
    assertThat(
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.ticketgate")
                    .stream()
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .filter(
                        each ->
                            each.getTargetClass().getPackageName().startsWith("org.keycloak.ssf"))
                    .map(Dependency::getOriginClass)
                    .map(type -> type.getSimpleName())
                    .distinct())
        .containsExactly("SsfTransmission");
  }
}
