package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.classification.Classification;
import io.ticketgate.core.classification.Meaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The classification as a page for people. */
class ClassificationDocumentTest {

  private static final Path PAGE = Path.of("../../docs/classification.md");

  private static final String HEAD =
      """
      # What Keycloak can write, and what the gate makes of it

      Written by the test `ClassificationDocumentTest` from `classification.txt`, which drives the write gate. It names every
      table of Keycloak 26.4 to 26.7 and every column of it. In a realm with an enforced rule:

      * a **grant** needs a ticket, and an **exposure** is refused (see [routes.md](routes.md));
      * what is **trust** changes only by `ticket-gate-admin`, or by somebody with a live binding for its area,
        `{"configuration": "keys"}`, by whichever route; all else answers 403 `trust_base_guarded`;
      * a **credential** or **identity** is judged where it concerns what a rule protects or a ticket has granted;
      * the rest is **harmless**: it changes as in stock Keycloak;
      * three things that are trust change all the same: a domain of an organisation without an identity provider, a key `fallback-*` that Keycloak itself generates where a client wants an
        algorithm without a key, and a policy by which the owner of a resource shares it (UMA), or that a new client begins with;
      * what a later Keycloak brings and this page does not name is refused like trust. The server's log names it at start.

      In a realm without an enforced rule, nothing here changes anything. `*` is the row itself, made or removed.

      | table | what | is | why |
      |---|---|---|---|
      """;

  @Test
  void isTheOneThatIsCommitted() throws IOException {
    String page = page(ClosedWorld.classification());
    Path made = Path.of("target/classification.md");
    Files.createDirectories(made.toAbsolutePath().getParent());
    Files.writeString(made, page);

    assertThat(Files.isRegularFile(PAGE) ? Files.readString(PAGE) : "")
        .as(
            "docs/classification.md is not what classification.txt says. If the change is meant:"
                + " cp providers/keycloak/target/classification.md docs/classification.md")
        .isEqualTo(page);
  }

  private static String page(Classification classification) {
    StringBuilder page = new StringBuilder(HEAD);
    for (String entity : classification.entities()) {
      Map<Meaning, StringBuilder> rows = new LinkedHashMap<>();
      StringBuilder byValue = new StringBuilder();
      for (String property : classification.properties(entity)) {
        add(
            classification.depends(entity, property)
                ? byValue
                : rows.computeIfAbsent(
                    classification.of(entity, property), meaning -> new StringBuilder()),
            property);
      }
      rows.forEach((meaning, names) -> row(page, entity, names.toString(), meaning));
      if (!byValue.isEmpty()) {
        String first = byValue.substring(1, byValue.indexOf("`", 1));
        page.append(
            "| `%s` | %s | by its `%s` | below |\n"
                .formatted(entity, byValue, classification.by(entity, first).orElseThrow()));
      }
    }
    for (String entity : classification.entities()) {
      List<String> values = classification.values(entity);
      if (!values.isEmpty()) {
        page.append(
            "\n## `%s` by `%s`\n\n| value | is | why |\n|---|---|---|\n"
                .formatted(entity, classification.by(entity).orElseThrow()));
        values.forEach(
            value -> {
              Meaning meaning = classification.ofValue(entity, value);
              page.append("| `%s` | %s | %s |\n".formatted(value, is(meaning), meaning.why()));
            });
      }
    }
    return page.toString();
  }

  private static void row(StringBuilder page, String entity, String names, Meaning meaning) {
    page.append("| `%s` | %s | %s | %s |\n".formatted(entity, names, is(meaning), meaning.why()));
  }

  private static void add(StringBuilder names, String property) {
    names.append(names.isEmpty() ? "" : " ").append('`').append(property).append('`');
  }

  private static String is(Meaning meaning) {
    return meaning.area() == null
        ? meaning.kind().word()
        : "**trust** `%s`".formatted(meaning.area());
  }
}
