package io.ticketgate.core.classification;

import io.ticketgate.core.classification.Meaning.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of row means that Keycloak can write, as a file says that people can read. A
 * closed world: what is not in it is {@link Meaning#NONE}.
 *
 * <p>A line that is not indented names an entity, {@code RealmEntity}, or the property by whose
 * value its rows differ, {@code ComponentEntity by providerType}. Indented lines say {@code names =
 * kind : why}; a backslash at the end goes on in the next line. A value that ends with an asterisk
 * stands for all that begin so.
 */
public final class Classification {

  /** Stands for the row itself, made or removed. */
  public static final String ROW = "*";

  private static final String BY = " by ";

  private final Map<String, Table> tables;

  /** One table: what its properties mean, and what its rows mean by the value of one of them. */
  private static final class Table {
    private final Map<String, Said> properties = new LinkedHashMap<>();
    private final Map<String, Meaning> values = new LinkedHashMap<>();
    private @Nullable String by;
  }

  /**
   * What the file says of a property.
   *
   * @param meaning null where the value of {@code by} decides
   */
  private record Said(@Nullable Meaning meaning, @Nullable String by) {}

  private Classification(Map<String, Table> tables) {
    this.tables = tables;
  }

  /**
   * Reads a classification.
   *
   * @throws IllegalArgumentException when a line cannot be read or says something twice; the
   *     message has its number
   */
  public static Classification parse(String text) {
    Map<String, Table> tables = new LinkedHashMap<>();
    Map<String, Meaning> values = Map.of();
    @Nullable Table table = null;
    int number = 0;
    StringBuilder whole = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.endsWith("\\")) {
        whole.append(line, 0, line.length() - 1);
        continue;
      }
      String statement = whole.append(line).toString();
      whole.setLength(0);
      try {
        if (!statement.startsWith(" ")) {
          String[] head = statement.strip().split(BY, -1);
          table = tables.computeIfAbsent(head[0], name -> new Table());
          if (head.length > 1) {
            table.by = head[1];
          }
          values = head.length > 1 ? table.values : Map.of();
        } else if (table == null) {
          throw new IllegalArgumentException("no entity");
        } else {
          read(statement.strip(), table, values == table.values);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("Line " + number + ": " + e.getMessage(), e);
      }
    }
    return new Classification(tables);
  }

  private static void read(String statement, Table table, boolean ofValues) {
    int equals = statement.indexOf(" = ");
    int colon = statement.indexOf(" : ", equals);
    if (equals < 0 || colon < 0) {
      throw new IllegalArgumentException("'names = kind : why' is expected");
    }
    String kind = statement.substring(equals + 3, colon).strip();
    String why = statement.substring(colon + 3).strip();
    for (String name : statement.substring(0, equals).strip().split("\\s+", -1)) {
      boolean twice =
          ofValues
              ? table.values.put(name, meaning(kind, why)) != null
              : table.properties.put(name, said(kind, why)) != null;
      if (twice) {
        throw new IllegalArgumentException(name + " is classified twice");
      }
    }
  }

  private static Said said(String kind, String why) {
    return kind.startsWith("by ")
        ? new Said(null, kind.substring(3))
        : new Said(meaning(kind, why), null);
  }

  private static Meaning meaning(String kind, String why) {
    List<String> words = Arrays.asList(kind.split(" "));
    Kind known;
    try {
      known = Kind.valueOf(words.get(0).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + words.get(0) + "' is no kind", e);
    }
    if (words.size() != (known == Kind.TRUST ? 2 : 1)) {
      throw new IllegalArgumentException("trust, and nothing else, has an area");
    }
    if (known == Kind.TRUST && !Areas.exists(words.get(1))) {
      throw new IllegalArgumentException("'" + words.get(1) + "' is no area");
    }
    return new Meaning(known, known == Kind.TRUST ? words.get(1) : null, why);
  }

  /** Returns whether the entity is in the file at all. */
  public boolean knows(String entity) {
    return tables.containsKey(entity);
  }

  /** Returns whether something is said of a property, or of rows by the value of one. */
  public boolean knows(String entity, String property) {
    Table table = tables.get(entity);
    return table != null && table.properties.containsKey(property);
  }

  /** The property by whose value rows of the entity differ; empty for most. */
  public Optional<String> by(String entity) {
    return Optional.ofNullable(tables.get(entity)).map(table -> table.by);
  }

  /**
   * What decides the meaning of a property, in the word of the file: a property of the row, or of
   * the row that it belongs to. Empty where the file says the meaning itself, or nothing.
   */
  public Optional<String> by(String entity, String property) {
    Table table = tables.get(entity);
    Said said = table == null ? null : table.properties.get(property);
    return said == null ? Optional.empty() : Optional.ofNullable(said.by());
  }

  /** Returns whether the meaning of a property depends on a value. */
  public boolean depends(String entity, String property) {
    return by(entity, property).isPresent();
  }

  /**
   * What a property means where no value decides it; {@link Meaning#NONE} for what is not in the
   * file, and where a value would decide.
   *
   * @param property {@link #ROW} for the row itself
   */
  public Meaning of(String entity, String property) {
    Table table = tables.get(entity);
    Said said = table == null ? null : table.properties.get(property);
    return said == null || said.meaning() == null ? Meaning.NONE : said.meaning();
  }

  /** What rows with this value mean; {@link Meaning#NONE} for a value that is not in the file. */
  public Meaning ofValue(String entity, @Nullable String value) {
    Meaning known = value == null ? null : known(entity, value);
    return known == null ? Meaning.NONE : known;
  }

  /** Returns whether the file says what rows with this value mean. */
  public boolean knowsValue(String entity, String value) {
    return known(entity, value) != null;
  }

  /** A value of the file that ends with an asterisk stands for all that begin so. */
  private @Nullable Meaning known(String entity, String value) {
    Table table = tables.get(entity);
    if (table == null) {
      return null;
    }
    Meaning exact = table.values.get(value);
    return exact != null
        ? exact
        : table.values.entrySet().stream()
            .filter(said -> said.getKey().endsWith(ROW))
            .filter(said -> value.startsWith(said.getKey().replace(ROW, "")))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(null);
  }

  /** The entities, in the order of the file. */
  public List<String> entities() {
    return List.copyOf(tables.keySet());
  }

  /** The properties of an entity that are classified, in the order of the file. */
  public List<String> properties(String entity) {
    Table table = tables.get(entity);
    return table == null ? List.of() : List.copyOf(table.properties.keySet());
  }

  /** The values by which rows of an entity differ, in the order of the file. */
  public List<String> values(String entity) {
    Table table = tables.get(entity);
    return table == null ? List.of() : List.copyOf(table.values.keySet());
  }

  /**
   * The properties of a live model that are not in the file, as {@code Entity.property}.
   *
   * @param model the properties of each entity, identifiers left out
   */
  public List<String> missing(Map<String, ? extends Iterable<String>> model) {
    List<String> missing = new ArrayList<>();
    model.forEach(
        (entity, properties) -> {
          if (!knows(entity)) {
            missing.add(entity);
            return;
          }
          properties.forEach(
              property -> {
                if (!knows(entity, property)) {
                  missing.add(entity + "." + property);
                }
              });
        });
    Collections.sort(missing);
    return missing;
  }
}
