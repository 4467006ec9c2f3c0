package io.ticketgate.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.EventSubscriberFactory;
import io.ticketgate.spi.ItsmConnectorFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentFactory;
import org.keycloak.provider.ProviderConfigProperty;

/** Whoever reads the pages in German is told in German what each setting means. */
class GermanHelpTest {

  private static final Path WORDS = Path.of("../console/src/main/ts/i18n");

  @Test
  void eachSettingHasAHelpInGerman() throws IOException {
    String words =
        Files.readString(WORDS.resolve("de.json"))
            + Files.readString(WORDS.resolve("settings.de.json"));
    List<String> without =
        Stream.<ComponentFactory<?, ?>>concat(
                all(ItsmConnectorFactory.class), all(EventSubscriberFactory.class))
            .flatMap(
                factory ->
                    factory.getConfigProperties().stream()
                        .map(ProviderConfigProperty::getName)
                        .filter(name -> !has(words, factory.getId() + "." + name))
                        .filter(name -> !has(words, name))
                        .map(name -> factory.getId() + "." + name))
            .toList();
    assertThat(without).isEmpty();
  }

  private static boolean has(String words, String setting) {
    return words.contains("\"setting." + setting + ".help\"");
  }

  private static <F> Stream<F> all(Class<F> type) {
    List<F> factories = ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get).toList();
    assertThat(factories).as("%s", type).isNotEmpty();
    return factories.stream();
  }
}
