package io.ticketgate.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What saving a rule would refuse is found in the file, and where. */
class LintTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String rule(String more) {
    return "{\"name\": \"prod\", \"protects\": {\"realmRoles\": [\"db-*\"]}" + more + "}";
  }

  @Test
  void findsTheErrorOfAConditionInTheFile() throws IOException {
    Path file =
        write(
            "prod.json",
            "{\n  \"name\": \"prod\",\n  \"protects\": {\"realmRoles\": [\"db-*\"]},\n"
                + "  \"condition\": \"ticket.risk == 'high' && ticket.colour == 'red'\"\n}\n");

    Command lint = Command.run("lint", folder);

    assertThat(lint.exitCode()).isEqualTo(Main.FAILED);
    // The column of the dot, as the gate itself says it: 32nd character of the condition.
    assertThat(lint.lines().get(0))
        .startsWith(file + ":4:48: error: rule prod: condition cannot be used: line 1, column 32:")
        .contains("undefined field 'colour'");
  }

  /** What is escaped takes two characters of the file, or six, and a line break begins no line. */
  @Test
  void findsItBehindEscapesAndLines() throws IOException {
    Path file =
        write(
            "prod.json",
            rule(", \"condition\": \"ticket.id != '\\\"\\u00fc\\ud83d\\ude00' &&\\n  nothing\""));

    String text = Files.readString(file);

    assertThat(Command.run("lint", folder).lines().get(0))
        .startsWith(file + ":1:" + (text.indexOf("nothing") + 1) + ": error:")
        .contains("line 2, column 3: undeclared reference to 'nothing'");
  }

  /** A character of two UTF-16 units is one for people, and takes twelve of the file here. */
  @Test
  void countsCharactersAsPeopleDo() throws IOException {
    Path file = write("a.json", rule(", \"condition\": \"'\\ud83d\\ude00\\u00fc' == nothing\""));

    assertThat(Command.run("lint", folder).lines().get(0))
        .startsWith(file + ":1:" + (Files.readString(file).indexOf("nothing") + 1) + ": error:")
        .contains("line 1, column 9: undeclared reference");
    write("a.json", rule(", \"condition\": \"'\ud83d\ude00\u00fc' == nothing\""));
    String text = Files.readString(file);
    int before = text.indexOf("nothing");
    assertThat(Command.run("lint", folder).lines().get(0))
        .startsWith(file + ":1:" + (text.codePointCount(0, before) + 1) + ": error:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'tickets': {'minAprovals': 2}          | tickets.minAprovals   | minAprovals",
        "'tickets.minApprovals': 2              | tickets.minApprovals  | tickets.minApprovals",
        "'tickets': {'minApprovals': '2'}       | tickets.minApprovals  | minApprovals",
        "'tickets': {'minApprovals': 51}        | tickets.minApprovals  | minApprovals",
        "'lifetime': {'max': 'PT1H', 'default': 'PT2H'} | lifetime.default | default",
        "'lifetime': {'max': 'none'}            | lifetime.max          | max",
        "'lifetime': {'max': '8h'}              | lifetime.max          | max",
        "'tickets': {'byRisk': {'high': {'lifetime': 5}}} | tickets.byRisk | byRisk",
        "'condition': 'size(ticket.approvals)'  | condition             | (ticket",
        "'onChange': 'perhaps'                  | onChange              | onChange",
        "'perhaps': {'one': '2'}                | perhaps.one           | one",
      })
  void refusesWhatSavingRefuses(String member, String field, String at) throws IOException {
    Path file = write("prod.json", rule(", " + member.strip().replace('\'', '"')));
    String text = Files.readString(file);

    Command lint = Command.run("lint", folder, "--format", "json");

    assertThat(lint.exitCode()).isEqualTo(Main.FAILED);
    Map<String, Object> finding = lint.first("findings");
    assertThat(finding.get("severity")).isEqualTo("error");
    assertThat(finding.get("field")).isEqualTo(field.strip());
    int column = text.indexOf(at.startsWith("(") ? at : "\"" + at) + 1;
    assertThat(finding.get("column")).isEqualTo((long) column);
  }

  @Test
  void saysBothWhatConditionAndFieldsDoWrong() throws IOException {
    write("prod.json", rule(", \"mode\": \"on\", \"condition\": \"1\""));

    assertThat(Command.run("lint", folder).lines())
        .anyMatch(line -> line.contains("mode is one of"))
        .anyMatch(line -> line.contains("condition cannot be used"));
  }

  @Test
  void refusesTwoRulesOfOneName() throws IOException {
    write("a.json", rule(""));
    write("b.json", "[" + rule("") + "]");

    Command lint = Command.run("lint", folder);

    assertThat(lint.exitCode()).isEqualTo(Main.FAILED);
    assertThat(lint.out()).contains("b.json:1:3: error:").contains("a.json:1:2; a realm has one");
  }

  @Test
  void refusesWhatIsNoJson() throws IOException {
    write("a.json", "{\"name\": \"prod\",\n \"name\": \"test\"}");
    write("b.json", "{\"name\": ");
    write("c.json", rule("") + " {}");
    write("d.json", "\"prod\"");
    write("e.json", "");
    Files.write(folder.resolve("f.json"), new byte[] {(byte) 0xff, (byte) 0xfe});

    Command lint = Command.run("lint", folder);

    assertThat(lint.exitCode()).isEqualTo(Main.FAILED);
    for (String file : List.of("a", "b", "c", "d", "e", "f")) {
      assertThat(lint.out()).contains(folder.resolve(file + ".json") + ":").contains(": error: ");
    }
    assertThat(lint.lines().stream().filter(line -> line.contains(": error: "))).hasSize(6);
    assertThat(lint.lines().get(0)).contains("a.json:2:");
  }

  @Test
  void aFolderWithoutARuleIsNotFine() throws IOException {
    write("readme.txt", "nothing");

    assertThat(Command.run("lint", folder).exitCode()).isEqualTo(Main.FAILED);
  }

  @Test
  void warnsOfWhatIsPerhapsNotMeant() throws IOException {
    write("audit.json", rule(", \"mode\": \"audit\""));
    write("off.json", rule(", \"mode\": \"off\"").replace("prod", "other"));

    Command lint = Command.run("lint", folder);

    assertThat(lint.exitCode()).isZero();
    assertThat(lint.out())
        .contains("warning: rule prod: The rule is in audit mode")
        .contains("warning: rule prod: No example is about this rule")
        .contains("warning: rule other: The rule is off")
        .contains("2 rules, 0 errors, 3 warnings.");
  }

  @Test
  void showsNothingThatATerminalWouldObey() throws IOException {
    write("prod.json", rule(", \"mode\": \"a\\u001b[2Jb\"").replace("prod", "p\\u001b[2J"));

    assertThat(Command.run("lint", folder).out()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "lint",
        "lint . .",
        "mend .",
        "lint nowhere",
        "lint . --format xml",
        "lint . --format",
        "lint . --secret s3cret",
        "lint . --server https://keycloak.example.org",
        "impact . --server https://keycloak.example.org --realm demo",
        "impact . --server https://k.example.org --realm r --client-id c --secret-stdin --secret-env S",
      })
  void saysWhatIsWrongWithTheCommandLine(String line) {
    Command command =
        Command.run((Object[]) (line.isEmpty() ? new String[0] : line.split(" ", -1)));

    assertThat(command.exitCode()).isEqualTo(Main.USAGE);
    assertThat(command.err()).contains("Exit code 0").doesNotContain("s3cret");
    assertThat(command.out()).isEmpty();
  }
}
