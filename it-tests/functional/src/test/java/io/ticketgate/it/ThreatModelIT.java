package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model names a test for each control, and the test is there. Without a server. */
class ThreatModelIT {

  private static final Pattern NAME = Pattern.compile("`(\\w+IT)`");
  private static final String HEAD = "| threat | control | test | left |";
  private static final int TEST = 3;
  private static final int CELLS = 5;

  @Test
  void everyThreatHasAControlWhoseTestIsThere() throws IOException {
    Set<String> there = tests();
    List<String> threats =
        Files.readAllLines(Path.of(System.getProperty("ticketgate.it.docs"), "security.md"))
            .stream()
            .dropWhile(line -> !line.equals("## Threats"))
            .filter(line -> line.startsWith("| ") && !line.equals(HEAD))
            .toList();

    assertThat(threats)
        .hasSizeGreaterThan(25)
        .allSatisfy(
            threat -> {
              String[] cells = threat.split("\\|", -1);
              assertThat(cells).hasSize(CELLS + 1);
              assertThat(names(cells[TEST])).isNotEmpty().isSubsetOf(there);
            });
  }

  private static List<String> names(String text) {
    return NAME.matcher(text).results().map((MatchResult each) -> each.group(1)).toList();
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith("IT.java"))
          .map(file -> file.substring(0, file.length() - ".java".length()))
          .collect(Collectors.toSet());
    }
  }
}
