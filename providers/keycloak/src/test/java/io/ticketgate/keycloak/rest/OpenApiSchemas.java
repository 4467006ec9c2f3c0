package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.core.binding.BreakGlass.Outcome;
import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.rule.RuleField;
import io.ticketgate.spi.Finding;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of the OpenAPI document. A record's component is required unless it is
 * {@code @Nullable}, and then too where the record's {@code @Schema} says so; the schema of a rule
 * follows from {@link RuleField}, the error codes from {@link ErrorCode}.
 */
final class OpenApiSchemas {

  private static final Set<String> INSTANTS =
      Set.of(
          "at",
          "createdAt",
          "endedAt",
          "expiresAt",
          "notBefore",
          "plannedEnd",
          "plannedStart",
          "readAt",
          "reviewDueAt",
          "expiringBefore");

  private static final Map<String, List<String>> WORDS = allWords();

  /** One by one: of a long {@code Map.of} the compiler would not find the types in any time. */
  private static Map<String, List<String>> allWords() {
    Map<String, List<String>> words = new HashMap<>();
    words.put("BindingView.status", words(BindingStatus.values(), BindingStatus::name));
    words.put("BindingView.cause", words(EndCause.values(), EndCause::word));
    words.put("Step.from", words(BindingStatus.values(), BindingStatus::name));
    words.put("Step.to", words(BindingStatus.values(), BindingStatus::name));
    words.put("Step.cause", words(EndCause.values(), EndCause::word));
    words.put("Problem.code", words(ErrorCode.values(), ErrorCode::code));
    words.put("Check.code", words(ErrorCode.values(), ErrorCode::code));
    words.put("Check.id", words(CheckResult.Id.values(), CheckResult.Id::word));
    words.put("Check.outcome", words(CheckResult.Outcome.values(), CheckResult.Outcome::word));
    words.put("SystemFinding.outcome", words(Finding.Outcome.values(), Finding.Outcome::word));
    words.put("DeliveryView.status", List.of("waiting", "delivered", "dead"));
    words.put("Review.outcome", words(Outcome.values(), Outcome::word));
    words.put("ReviewRequest.outcome", words(Outcome.values(), Outcome::word));
    return words;
  }

  private final ObjectMapper mapper;
  private final TreeMap<String, ObjectNode> schemas = new TreeMap<>();

  OpenApiSchemas(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  /** Every schema that was asked for, by its name. */
  Map<String, ObjectNode> all() {
    return schemas;
  }

  ObjectNode schema(Class<?> type) {
    if (type.isArray()) {
      ObjectNode array = type("array");
      array.set("items", schema(type.getComponentType()));
      return array;
    }
    String name =
        type == RuleJson.class
            ? "Rule"
            : type == SystemJson.class
                ? "System"
                : type == SubscriberJson.class ? "Subscriber" : type.getSimpleName();
    if (!schemas.containsKey(name)) {
      schemas.put(name, type("object")); // first, for records that contain themselves
      schemas.put(
          name,
          type == RuleJson.class ? rule() : type == SystemJson.class ? system() : record(type));
    }
    return mapper.createObjectNode().put("$ref", "#/components/schemas/" + name);
  }

  private ObjectNode record(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalStateException(type + " is no record");
    }
    ObjectNode schema = type("object");
    ArrayNode required = mapper.createArrayNode();
    Schema said = type.getAnnotation(Schema.class);
    if (said != null) {
      Stream.of(said.requiredProperties()).forEach(required::add);
      if (!said.description().isEmpty()) {
        schema.put("description", said.description());
      }
    }
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      List<String> words = WORDS.get(type.getSimpleName() + "." + component.getName());
      properties.set(
          component.getName(),
          words == null
              ? value(component.getAnnotatedType(), component.getName())
              : enumeration(words));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    return schema;
  }

  private ObjectNode value(AnnotatedType annotated, String name) {
    Type type = annotated.getType();
    if (type instanceof ParameterizedType generic) {
      AnnotatedType[] arguments =
          ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments();
      boolean list = generic.getRawType() == List.class;
      ObjectNode container = type(list ? "array" : "object");
      container.set(
          list ? "items" : "additionalProperties", value(arguments[arguments.length - 1], name));
      return container;
    }
    if (type == String.class) {
      return text(name);
    }
    if (type == boolean.class || type == Boolean.class) {
      return type("boolean");
    }
    if (type == int.class || type == long.class || type == Long.class) {
      return type("integer");
    }
    if (type == Object.class) {
      return mapper.createObjectNode(); // whatever it is
    }
    if (type == ObjectNode.class && name.equals("rule")) {
      return schema(RuleJson.class);
    }
    if (type == JsonNode.class) {
      return type("object");
    }
    return schema((Class<?>) type);
  }

  ObjectNode text(String name) {
    ObjectNode text = type("string");
    return INSTANTS.contains(name) ? text.put("format", "date-time") : text;
  }

  private ObjectNode rule() {
    ObjectNode rule = type("object");
    ObjectNode properties = rule.putObject("properties");
    properties.set("id", type("string").put("readOnly", true));
    properties.set("name", type("string").put("minLength", 1).put("maxLength", 100));
    for (RuleField field : RuleField.values()) {
      String[] path = field.key().split("\\.", -1);
      ObjectNode parent = properties;
      for (int i = 0; i < path.length - 1; i++) {
        ObjectNode object = parent.withObjectProperty(path[i]).put("type", "object");
        object.put("additionalProperties", false);
        parent = object.withObjectProperty("properties");
      }
      parent.set(path[path.length - 1], field(field));
    }
    ObjectNode matches = listOf(schema(RuleMatches.PatternMatch.class));
    matches.put("readOnly", true);
    matches.put("description", "Answers to POST and PUT: what each pattern matches now");
    properties.set("matches", matches);
    rule.putArray("required").add("name").add("protects");
    return rule.put("additionalProperties", false);
  }

  private ObjectNode field(RuleField field) {
    ObjectNode schema =
        switch (field.kind()) {
          case WORD -> type("string");
          case NUMBER -> type("integer");
          case FLAG -> type("boolean");
          case LIST -> listOf(type("string"));
          case SETS -> listOf(listOf(type("string")));
          case RISKS -> risks();
        };
    schema.put("description", field.help());
    field
        .byDefault()
        .ifPresent(
            value -> {
              switch (field.kind()) {
                case NUMBER -> schema.put("default", Integer.parseInt(value));
                case FLAG -> schema.put("default", Boolean.parseBoolean(value));
                default -> schema.put("default", value);
              }
            });
    return schema;
  }

  private ObjectNode risks() {
    ObjectNode row = type("object");
    row.putObject("properties").set("minApprovals", type("integer").put("minimum", 1));
    row.withObjectProperty("properties").set("lifetime", type("string"));
    row.put("additionalProperties", false);
    ObjectNode table = type("object");
    table.set("additionalProperties", row);
    return table;
  }

  private ObjectNode system() {
    ObjectNode system = type("object");
    ObjectNode properties = system.putObject("properties");
    properties.set("id", type("string").put("readOnly", true));
    properties.set("name", type("string").put("maxLength", 64));
    properties.set("connector", type("string").put("description", "For example push"));
    ObjectNode config = type("object");
    config.put("description", "The connector's settings; secrets are masked in answers");
    ArrayNode either = config.putObject("additionalProperties").putArray("anyOf");
    either.add(type("string")).add(listOf(type("string")));
    properties.set("config", config);
    system.putArray("required").add("name").add("connector");
    return system.put("additionalProperties", false);
  }

  private ObjectNode listOf(ObjectNode items) {
    ObjectNode list = type("array");
    list.set("items", items);
    return list;
  }

  ObjectNode type(String name) {
    return mapper.createObjectNode().put("type", name);
  }

  ObjectNode enumeration(List<String> words) {
    ObjectNode schema = type("string");
    words.forEach(schema.putArray("enum")::add);
    return schema;
  }

  static <E> List<String> words(E[] values, java.util.function.Function<E, String> word) {
    return Arrays.stream(values).map(word).toList();
  }
}
