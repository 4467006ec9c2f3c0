package io.ticketgate.policy;

import io.ticketgate.core.condition.Conditions;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The rules of a folder, the examples beside them, what is wrong with both, and what became of the
 * examples. A file whose name ends in {@code .examples.json} has examples; every other one whose
 * name ends in {@code .json} has a rule, or a list of rules.
 */
record Policy(
    List<RuleFile> rules, List<Example> examples, List<Outcome> outcomes, List<Finding> findings) {

  private static final String EXAMPLES = ".examples.json";
  private static final String JSON = ".json";

  /**
   * Reads a folder, with those in it, and has its examples judged by its rules.
   *
   * @param folder or one file
   */
  static Policy read(Path folder, Conditions conditions) throws IOException {
    List<RuleFile> rules = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Path file : files(folder)) {
      try {
        JsonText text = new JsonText(file.toString(), Files.readString(file));
        if (file.toString().endsWith(EXAMPLES)) {
          examples.addAll(new ExampleReader(text, findings::add).read());
        } else {
          rules.addAll(new RuleReader(text, conditions, findings::add).read());
        }
      } catch (JsonText.Malformed malformed) {
        findings.add(malformed.finding());
      } catch (CharacterCodingException binary) {
        findings.add(
            Finding.error(
                new Finding.Place(file.toString(), 1, 1), "", "", "The file is no UTF-8 text."));
      }
    }
    if (rules.isEmpty() && findings.isEmpty()) {
      // A check of the wrong folder must not look like one that found nothing wrong.
      findings.add(
          Finding.error(
              new Finding.Place(folder.toString(), 1, 1), "", "", "There is no rule here."));
    }
    requireNamesOfTheirOwn(rules, findings);
    ExampleJudge judge = new ExampleJudge(rules.stream().map(RuleFile::rule).toList(), conditions);
    List<Outcome> outcomes = examples.stream().map(judge::judge).toList();
    Doubts.of(rules, outcomes).forEach(findings::add);
    return new Policy(List.copyOf(rules), List.copyOf(examples), outcomes, List.copyOf(findings));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(JSON))
          .sorted()
          .toList();
    }
  }

  /** The realm refuses the second rule of a name. */
  private static void requireNamesOfTheirOwn(List<RuleFile> rules, List<Finding> findings) {
    Map<String, RuleFile> known = new HashMap<>();
    for (RuleFile rule : rules) {
      RuleFile first = known.putIfAbsent(rule.name(), rule);
      if (first != null) {
        findings.add(
            Finding.error(
                rule.place("name"),
                rule.name(),
                "name",
                "Another rule has this name, at "
                    + first.place("name")
                    + "; a realm has one rule of a name. Choose another name."));
      }
    }
  }

  boolean isSound() {
    return findings.stream().noneMatch(Finding::isError);
  }
}
