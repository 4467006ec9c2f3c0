package io.ticketgate.it.matrix;

import io.ticketgate.it.harness.KeycloakOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a stock column of the matrix, the same drivers on a Keycloak without the gate, must be
 * run. The product is no part of it, so what was green with these very drivers need not run again.
 * {@code stock-control.txt} has the sum of the drivers with which each column was green; whoever
 * changes a driver runs the columns, which write the new sums, and commits them with the change.
 */
final class StockControl {

  /** The tests run in the folder of their module. */
  private static final Path FILE = Path.of("stock-control.txt");

  private static final Path TESTS = Path.of("src/test/java/io/ticketgate/it");
  private static final Path HARNESS = Path.of("../harness/src/main/java");
  private static final Pattern NO_WORD = Pattern.compile("\\W+");

  private final String column;
  private final String sum;

  private StockControl(String column, String sum) {
    this.column = column;
    this.sum = sum;
  }

  /** A column on such a server, driven by the code that is there now. */
  static StockControl of(String column, KeycloakOptions server) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path driver : drivers()) {
        digest.update(Files.readAllBytes(driver));
      }
      digest.update(String.join("\n", server.buildArgs()).getBytes(StandardCharsets.UTF_8));
      return new StockControl(
          column + " " + server.distVersion(), HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole column was green with these drivers, and nobody wants to see it again. */
  boolean isProven() {
    return System.getProperty("ticketgate.it.stock", "").isEmpty()
        && sum.equals(sums().get(column));
  }

  /** Remembers that it was green. */
  void proven() {
    Map<String, String> sums = sums();
    sums.put(column, sum);
    try {
      Files.write(
          FILE,
          sums.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> sums() {
    Map<String, String> sums = new TreeMap<>();
    try {
      for (String line : Files.isRegularFile(FILE) ? Files.readAllLines(FILE) : List.<String>of()) {
        int last = line.lastIndexOf(' ');
        sums.put(line.substring(0, last), line.substring(last + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sums;
  }

  /** The matrix, and what it uses of the harness and of what tests share; not the other tests. */
  private static List<Path> drivers() throws IOException {
    List<Path> others = new ArrayList<>();
    List<Path> used;
    try (Stream<Path> shared = Files.list(TESTS);
        Stream<Path> harness = Files.walk(HARNESS);
        Stream<Path> matrix = Files.list(TESTS.resolve("matrix"))) {
      shared.filter(file -> !file.toString().endsWith("IT.java")).forEach(others::add);
      harness.forEach(others::add);
      others.removeIf(file -> !file.toString().endsWith(".java"));
      used = new ArrayList<>(matrix.filter(Files::isRegularFile).toList());
    }
    for (int at = 0; at < used.size(); at++) {
      Set<String> words = new HashSet<>(List.of(NO_WORD.split(Files.readString(used.get(at)))));
      for (Path other : List.copyOf(others)) {
        if (words.contains(className(other))) {
          others.remove(other);
          used.add(other);
        }
      }
    }
    return used.stream().sorted().toList();
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
