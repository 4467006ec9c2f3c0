package io.ticketgate.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * Conditions, evaluated by what is in the JAR and by nothing else: every expression that the tests
 * of the conditions know comes to the same here, so nothing that it needs was left out.
 */
class ConditionsInTheBundleIT {

  /** Wherever the test was started from. */
  private static final Path EXPRESSIONS =
      Path.of(System.getProperty("ticketgate.bundle.jar"))
          .toAbsolutePath()
          .resolveSibling("../../conditions/src/test/resources/expressions.txt");

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final String FACTS = "io.ticketgate.core.condition.Facts";

  private static List<String> expressions() throws IOException {
    return Files.readAllLines(EXPRESSIONS).stream().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void comeToTheSameOutOfTheJar() throws Exception {
    URL jar = Path.of(System.getProperty("ticketgate.bundle.jar")).toUri().toURL();
    try (URLClassLoader only =
        new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader())) {
      Class<?> port = only.loadClass("io.ticketgate.core.condition.Conditions");
      Object conditions = ServiceLoader.load(port, only).findFirst().orElseThrow();
      Method compile = port.getMethod("compile", String.class);
      Method answer =
          only.loadClass("io.ticketgate.core.condition.Condition")
              .getMethod("answer", only.loadClass(FACTS));
      Object facts = facts(only);
      List<String> wrong = new ArrayList<>();
      for (String line : expressions()) {
        String[] parts = line.split("\t", 2);
        String outcome;
        try {
          Object answered = answer.invoke(compile.invoke(conditions, parts[1]), facts);
          outcome = answered.toString();
        } catch (InvocationTargetException failed) {
          outcome = "refused: " + failed.getCause();
        }
        String word =
            Map.of("Holds", "holds", "Fails", "fails", "Broke", "broken")
                .getOrDefault(outcome.substring(0, 5), "refused");
        if (!word.equals(parts[0])
            || outcome.contains("Error")
            || outcome.contains("it cannot be read")
            || outcome.contains("it cannot be evaluated")) {
          wrong.add(line + " -> " + outcome);
        }
      }
      assertThat(wrong).isEmpty();
      assertThat(expressions()).hasSizeGreaterThan(100);
    }
  }

  private static Object facts(ClassLoader only) throws ReflectiveOperationException {
    return made(
        only,
        "",
        made(
            only,
            "$OfTicket",
            "snow",
            "CHG0040001",
            "change_request",
            "Implement",
            "alice",
            "id-alice",
            "bob",
            List.of("db-admin", "orders/refund"),
            List.of(
                made(only, "$OfApproval", "id-dba-1", "dba-1", NOW.minusSeconds(3600)),
                made(only, "$OfApproval", "id-dba-2", "dba-2", NOW.minusSeconds(7200)),
                made(only, "$OfApproval", "id-carol", "carol", NOW)),
            "The disk is full.",
            "high",
            null,
            NOW.minusSeconds(3600),
            NOW.plusSeconds(7200)),
        made(
            only, "$OfSubject", "user", "id-bob", "bob", Map.of("department", List.of("IT", "DB"))),
        made(only, "$OfEntitlement", "client_role", "orders/refund", "orders"),
        made(only, "$OfRequest", true, NOW, NOW.plusSeconds(3600), "id-admin", null),
        NOW);
  }

  private static Object made(ClassLoader only, String type, Object... values)
      throws ReflectiveOperationException {
    Constructor<?> constructor = only.loadClass(FACTS + type).getConstructors()[0];
    return constructor.newInstance(values);
  }
}
