package io.ticketgate.keycloak.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alerts, the dashboard and the page for operators know the metrics that there are. */
class MonitoringTest {

  private static final Path DOCS = Path.of("../../docs");
  private static final Path SOURCES = Path.of("src/main/java");

  /** How sources name a metric; counters have {@code _total} in what Prometheus reads. */
  private static final Pattern NAMED = Pattern.compile("\"(ticket_gate\\.[a-z_.]+)\"");

  private static final Pattern PUBLISHED = Pattern.compile("ticket_gate_[a-z_]+");

  @Test
  void everyMetricIsOnThePageForOperators() {
    assertThat(published(read(DOCS.resolve("operations.md")))).containsAll(metrics());
  }

  @Test
  void alertsAndDashboardUseMetricsThatThereAre() {
    assertThat(metrics())
        .containsAll(published(read(DOCS.resolve("monitoring/alerts.yml"))))
        .containsAll(published(read(DOCS.resolve("monitoring/dashboard.json"))));
  }

  @Test
  void everyMetricIsOnTheDashboard() {
    assertThat(published(read(DOCS.resolve("monitoring/dashboard.json")))).containsAll(metrics());
  }

  @Test
  void everyPanelIsDrawnOnceAndNamesTheDataSourceThatIsChosen() throws IOException {
    JsonNode panels =
        new ObjectMapper()
            .readTree(DOCS.resolve("monitoring/dashboard.json").toFile())
            .path("panels");

    assertThat(panels).isNotEmpty();
    Set<String> places = new TreeSet<>();
    for (JsonNode panel : panels) {
      assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      assertThat(places.add(panel.path("gridPos").toString())).isTrue();
      assertThat(panel.path("targets")).isNotEmpty();
    }
  }

  /** As Prometheus reads them. */
  private static Set<String> metrics() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      Set<String> metrics =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .flatMap(file -> NAMED.matcher(read(file)).results())
              .map(result -> result.group(1).replace('.', '_'))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(metrics).contains("ticket_gate_refused", "ticket_gate_itsm_up");
      return metrics;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without what Prometheus adds to a counter. */
  private static Set<String> published(String text) {
    return PUBLISHED
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(name -> name.replaceAll("_total$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
