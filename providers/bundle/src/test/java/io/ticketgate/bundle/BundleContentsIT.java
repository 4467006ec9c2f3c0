package io.ticketgate.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What administrators put into {@code providers/}: our code and nothing that could meet Keycloak's
 * own.
 */
class BundleContentsIT {

  /** RATIONALE.md, "Why CEL for conditions, and why is the JAR nearly twice as large with it?" */
  private static final int CAP_KIB = 8 * 1024;

  private static final String SHADED = "io.ticketgate.shaded.";
  private static final String SERVICES = "META-INF/services/";

  private static Path path;
  private static JarFile jar;

  @BeforeAll
  static void open() throws IOException {
    path = Path.of(System.getProperty("ticketgate.bundle.jar"));
    jar = new JarFile(path.toFile());
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  @Test
  void hasOnlyClassesUnderItsOwnPackage() {
    assertThat(names())
        .filteredOn(name -> name.endsWith(".class"))
        .isNotEmpty()
        .allMatch(n -> n.startsWith("io/ticketgate/"));
  }

  @Test
  void hasAllModules() {
    assertThat(names())
        .anyMatch(name -> name.startsWith("io/ticketgate/spi/"))
        .anyMatch(name -> name.startsWith("io/ticketgate/core/"))
        .anyMatch(name -> name.startsWith("io/ticketgate/keycloak/"))
        .anyMatch(name -> name.startsWith("io/ticketgate/conditions/"))
        .anyMatch(name -> name.startsWith("io/ticketgate/connectors/"));
  }

  @Test
  void carriesNothingThatKeycloakShips() {
    assertThat(names())
        .noneMatch(name -> name.contains("slf4j"))
        .noneMatch(name -> name.contains("jackson"))
        .noneMatch(name -> name.contains("jboss"))
        .noneMatch(name -> name.contains("jspecify"))
        .noneMatch(name -> name.contains("wiremock"))
        .noneMatch(name -> name.endsWith(".jar"));
  }

  @Test
  void hasTheHttpClientUnderItsOwnPackage() {
    assertThat(names())
        .contains(
            "io/ticketgate/shaded/org/apache/hc/client5/http/impl/classic/HttpClientBuilder.class",
            "io/ticketgate/shaded/dev/failsafe/CircuitBreaker.class")
        .noneMatch(name -> name.contains("publicsuffix"))
        .noneMatch(name -> name.contains("module-info"));
  }

  @Test
  void hasEveryClassThatItUses() {
    Map<String, JavaClass> imported =
        new ClassFileImporter()
            .importJar(jar).stream().collect(Collectors.toMap(JavaClass::getName, type -> type));
    Deque<String> left =
        new ArrayDeque<>(
            imported.keySet().stream().filter(name -> !name.startsWith(SHADED)).toList());
    Set<String> used = new TreeSet<>(left);
    while (!left.isEmpty()) {
      JavaClass type = imported.get(left.pop());
      if (type != null) {
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType().getName())
            .filter(name -> name.startsWith("io.ticketgate.") && !inPart(name) && used.add(name))
            .forEach(left::push);
      }
    }
    assertThat(used).anyMatch(name -> name.startsWith(SHADED));
    assertThat(names())
        .containsAll(used.stream().map(name -> name.replace('.', '/') + ".class").toList());
  }

  /** Of CEL's libraries only what an expression comes to: {@link ConditionsInTheBundleIT}. */
  private static boolean inPart(String name) {
    return Stream.of("com.google.", "dev.cel.", "cel.parser.", "org.antlr.", "org.threeten.")
        .anyMatch(library -> name.startsWith(SHADED + library));
  }

  @Test
  void keepsTheNoticesOfWhatItCarries() throws IOException {
    assertThat(lines(jar.getJarEntry("META-INF/LICENSE"))).contains("Apache License");
    assertThat(lines(jar.getJarEntry("META-INF/NOTICE")))
        .contains(
            "Apache HttpClient",
            "Apache HttpComponents Core HTTP/1.1",
            "Apache HttpComponents Core HTTP/2",
            "Failsafe",
            "cel-java",
            "Guava",
            "Protocol Buffers",
            "RE2/J",
            "ANTLR 4",
            "ThreeTen-Extra");
  }

  @Test
  void isIndexedByKeycloak() {
    assertThat(names()).contains("META-INF/beans.xml");
  }

  @Test
  void namesOnlyProvidersThatItHas() throws IOException {
    List<JarEntry> services =
        jar.stream()
            .filter(entry -> entry.getName().startsWith(SERVICES) && !entry.isDirectory())
            .toList();
    assertThat(services).isNotEmpty();
    for (JarEntry service : services) {
      List<String> providers = lines(service);
      assertThat(providers).as(service.getName()).isNotEmpty().doesNotHaveDuplicates();
      assertThat(names())
          .as(service.getName())
          .containsAll(providers.stream().map(name -> name.replace('.', '/') + ".class").toList());
    }
  }

  @Test
  void staysSmall() throws IOException {
    long kib = Files.size(path) / 1024;
    System.out.println(path.getFileName() + ": " + kib + " KiB, at most " + CAP_KIB + " KiB");
    assertThat(kib).isLessThanOrEqualTo(CAP_KIB);
  }

  private static List<String> lines(JarEntry entry) throws IOException {
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static Set<String> names() {
    return jar.stream().map(JarEntry::getName).collect(Collectors.toSet());
  }
}
