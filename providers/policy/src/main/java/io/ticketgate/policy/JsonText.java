package io.ticketgate.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ticketgate.core.refusal.GateException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text, strictly read, that knows where each of its values is. A value is named by its
 * pointer: {@code /0/tickets/minApprovals}.
 */
final class JsonText {

  private static final int DEEPEST = 20;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private final String file;
  private final String text;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, Integer> values = new HashMap<>();
  private final @Nullable Object value;

  /**
   * @param file how the file is called in findings
   * @throws Malformed when it is no JSON, is nested too deeply, or names a member twice
   */
  JsonText(String file, String text) {
    this.file = file;
    this.text = text;
    try (JsonParser parser = FACTORY.createParser(text.toCharArray())) {
      parser.nextToken();
      value = read(parser, "");
      if (parser.nextToken() != null) {
        throw new Malformed(place(offset(parser)), "Something follows the end of the JSON value.");
      }
    } catch (JsonProcessingException malformed) {
      long at = malformed.getLocation() == null ? 0 : malformed.getLocation().getCharOffset();
      throw new Malformed(
          place((int) Math.max(0, Math.min(at, text.length()))),
          "This is no JSON, is nested more than "
              + DEEPEST
              + " deep, or names a member twice: "
              + malformed.getOriginalMessage());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** It cannot be read at all. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Finding.Place place;

    Malformed(Finding.Place place, String message) {
      super(message);
      this.place = place;
    }

    Finding finding() {
      return Finding.error(place, "", "", String.valueOf(getMessage()));
    }
  }

  /** Maps, lists, texts, numbers, booleans and null. */
  @Nullable Object value() {
    return value;
  }

  private @Nullable Object read(JsonParser parser, String pointer) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new Malformed(place(0), "The file is empty.");
    }
    values.put(pointer, offset(parser));
    return switch (token) {
      case START_OBJECT -> object(parser, pointer);
      case START_ARRAY -> list(parser, pointer);
      case VALUE_STRING -> storable(parser, parser.getText());
      case VALUE_NUMBER_INT -> whole(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException(token.toString());
    };
  }

  private Map<String, @Nullable Object> object(JsonParser parser, String pointer)
      throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      String member = pointer + "/" + name;
      names.put(member, offset(parser));
      parser.nextToken();
      members.put(name, read(parser, member));
    }
    return members;
  }

  private List<@Nullable Object> list(JsonParser parser, String pointer) throws IOException {
    List<@Nullable Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser, pointer + "/" + items.size()));
    }
    return items;
  }

  /** The gate keeps no NUL and no half character. */
  private String storable(JsonParser parser, String read) {
    if (read.indexOf('\0') >= 0
        || read.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw new Malformed(
          place(offset(parser)), "The text contains a NUL or an unpaired surrogate.");
    }
    return read;
  }

  private static Number whole(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
  }

  private static int offset(JsonParser parser) {
    return (int) parser.currentTokenLocation().getCharOffset();
  }

  /** Returns whether there is a value with that pointer. */
  boolean has(String pointer) {
    return values.containsKey(pointer);
  }

  /** Where a value is, or else the nearest thing around it. */
  Finding.Place at(String pointer) {
    String known = pointer;
    while (!values.containsKey(known) && !known.isEmpty()) {
      known = known.substring(0, known.lastIndexOf('/'));
    }
    Integer value = values.get(known);
    return place(names.getOrDefault(known, value == null ? 0 : value));
  }

  /** Where something is within a text: what was escaped takes more room in the file. */
  Finding.Place within(String pointer, GateException.Invalid.Place place) {
    Integer start = values.get(pointer);
    if (start == null || !text.startsWith("\"", start)) {
      return at(pointer);
    }
    int line = 1;
    int column = 1;
    int at = start + 1;
    while (text.charAt(at) != '"'
        && (line < place.line() || (line == place.line() && column < place.column()))) {
      int length = lengthOfCharacter(at);
      if (text.startsWith("\\n", at)) {
        line++;
        column = 1;
      } else {
        column++;
      }
      at += length;
    }
    return place(at);
  }

  /** Characters beyond the basic plane are two units, or two escapes. */
  private int lengthOfCharacter(int at) {
    if (text.charAt(at) != '\\') {
      return Character.charCount(text.codePointAt(at));
    }
    if (text.charAt(at + 1) != 'u') {
      return 2;
    }
    char unit = (char) Integer.parseInt(text.substring(at + 2, at + 6), 16);
    return Character.isHighSurrogate(unit) ? 12 : 6;
  }

  private Finding.Place place(int offset) {
    String before = text.substring(0, offset);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int start = before.lastIndexOf('\n') + 1;
    return new Finding.Place(file, line, before.codePointCount(start, before.length()) + 1);
  }
}
