package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ticketgate.core.binding.BindingStatus;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document of the admin resource, read from the resource classes and records
 * themselves. Scanners that look for a class-level {@code @Path} do not find these: they must not
 * have one, or Keycloak would make them root resources.
 */
final class OpenApiDocument {

  private static final String BASE = "/admin/realms/{realm}/ticket-gate";
  private static final String PROBLEM = "application/problem+json";
  private static final Pattern TEMPLATE = Pattern.compile("\\{(\\w+)}");

  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectNode paths = mapper.createObjectNode();
  private final OpenApiSchemas schemas = new OpenApiSchemas(mapper);
  private final ObjectNode answers = mapper.createObjectNode();

  private OpenApiDocument() {}

  /** The document as YAML. */
  static String yaml() {
    OpenApiDocument document = new OpenApiDocument();
    document.commonAnswers();
    document.resource(GateResource.class, BASE);
    try {
      return YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build()
          .writeValueAsString(document.root());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private ObjectNode root() {
    ObjectNode root = mapper.createObjectNode().put("openapi", "3.1.0");
    ObjectNode info = root.putObject("info").put("title", "Keycloak Ticket Gate");
    info.put("summary", "Binds grants of protected roles to approved tickets.");
    // Of the contract, not of the build.
    info.put("version", "1");
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    root.putArray("servers").addObject().put("url", "/").put("description", "The Keycloak server");
    root.putArray("security").addObject().putArray("bearer");
    root.set("paths", paths);
    ObjectNode components = root.putObject("components");
    ObjectNode all = components.putObject("schemas");
    schemas.all().forEach(all::set);
    components.set("responses", answers);
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT")
        .put("description", "An access token as for Keycloak's Admin REST API.");
    return root;
  }

  // Operations

  private void commonAnswers() {
    answers.set("Unauthenticated", described("No valid access token"));
    answers.set("Refused", problem("The caller may not (`not_permitted`), or a check failed"));
    answers.set("Malformed", problem("The request is malformed; `field` names the field at fault"));
    answers.set("TooLarge", problem("The body is larger than 64 KiB"));
    answers.set("Unknown", problem("What the path or the body names does not exist in this realm"));
    answers.set(
        "Unavailable", problem("The ITSM did not answer; `Retry-After` says when to try again"));
  }

  private ObjectNode common(String name) {
    return mapper.createObjectNode().put("$ref", "#/components/responses/" + name);
  }

  private void resource(Class<?> type, String path) {
    Stream.of(type.getDeclaredMethods())
        .filter(method -> verb(method) != null)
        .sorted(
            Comparator.comparing((Method method) -> at(path, method)).thenComparing(this::order))
        .forEach(method -> operation(method, at(path, method)));
    Stream.of(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Path.class) && verb(method) == null)
        .sorted(Comparator.comparing((Method method) -> at(path, method)))
        .forEach(method -> resource(method.getReturnType(), at(path, method)));
  }

  private static String at(String base, Method method) {
    Path path = method.getAnnotation(Path.class);
    return path == null ? base : base + "/" + path.value();
  }

  private int order(Method method) {
    return List.of("get", "post", "put", "delete").indexOf(String.valueOf(verb(method)));
  }

  private static @Nullable String verb(Method method) {
    return Stream.of(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .filter(http -> http != null)
        .map(http -> http.value().toLowerCase(Locale.ROOT))
        .findFirst()
        .orElse(null);
  }

  private void operation(Method method, String path) {
    String tag = tag(path);
    ObjectNode item = paths.withObjectProperty(path);
    if (item.isEmpty()) {
      pathParameters(item.putArray("parameters"), path);
    }
    ObjectNode operation = item.putObject(String.valueOf(verb(method)));
    operation.putArray("tags").add(tag);
    operation.put("summary", annotation(method, Operation.class).summary());
    operation.put("operationId", tag + "-" + method.getName());
    queryParameters(operation, method, path);
    RequestBodySchema body = method.getAnnotation(RequestBodySchema.class);
    if (body != null) {
      content(
          operation.putObject("requestBody").put("required", !isOptional(method)),
          "application/json",
          body.value());
    }
    responses(operation.putObject("responses"), method, path, body != null);
  }

  private static String tag(String path) {
    String below = path.substring(BASE.length());
    return below.isEmpty() ? "gate" : below.split("/", -1)[1];
  }

  private static boolean isOptional(Method method) {
    return Stream.of(method.getParameters())
        .anyMatch(
            parameter ->
                parameter.getAnnotations().length == 0
                    && parameter.getAnnotatedType().isAnnotationPresent(Nullable.class));
  }

  private void pathParameters(ArrayNode parameters, String path) {
    TEMPLATE
        .matcher(path)
        .results()
        .map(MatchResult::group)
        .map(name -> name.substring(1, name.length() - 1))
        .forEach(
            name -> {
              ObjectNode parameter = parameters.addObject();
              parameter.put("name", name).put("in", "path").put("required", true);
              parameter.putObject("schema").put("type", "string");
            });
  }

  private void queryParameters(ObjectNode operation, Method method, String path) {
    for (Parameter each : method.getParameters()) {
      PathParam inPath = each.getAnnotation(PathParam.class);
      if (inPath != null && !path.contains("{" + inPath.value() + "}")) {
        throw new IllegalStateException(method + " takes a path parameter that is not in " + path);
      }
      QueryParam query = each.getAnnotation(QueryParam.class);
      if (query != null) {
        ObjectNode parameter = operation.withArrayProperty("parameters").addObject();
        parameter.put("name", query.value()).put("in", "query");
        var described =
            each.getAnnotation(
                org.eclipse.microprofile.openapi.annotations.parameters.Parameter.class);
        if (described != null) {
          parameter.put("description", described.description());
        }
        parameter.set("schema", queryType(query.value()));
      }
    }
  }

  private ObjectNode queryType(String name) {
    return switch (name) {
      case "first" -> schemas.type("integer").put("minimum", 0).put("default", 0);
      case "max" ->
          schemas.type("integer").put("minimum", 1).put("maximum", 1000).put("default", 100);
      case "status" ->
          schemas.enumeration(OpenApiSchemas.words(BindingStatus.values(), BindingStatus::name));
      default -> schemas.text(name);
    };
  }

  private void responses(ObjectNode responses, Method method, String path, boolean body) {
    TreeMap<String, ObjectNode> byStatus = new TreeMap<>();
    APIResponseSchema success = method.getAnnotation(APIResponseSchema.class);
    if (success != null) {
      ObjectNode answer = described(success.responseDescription());
      content(answer, "application/json", success.value());
      byStatus.put(success.responseCode(), answer);
    }
    byStatus.put("401", common("Unauthenticated"));
    byStatus.put("403", common("Refused"));
    if (body || path.contains("{system}") || has(method, QueryParam.class)) {
      byStatus.put("400", common("Malformed"));
    }
    if (body) {
      byStatus.put("413", common("TooLarge"));
    }
    if (TEMPLATE.matcher(path.substring(BASE.length())).find()) {
      byStatus.put("404", common("Unknown"));
    }
    for (APIResponse response : method.getAnnotationsByType(APIResponse.class)) {
      byStatus.put(response.responseCode(), answer(response, success));
    }
    if (byStatus.firstKey().charAt(0) != '2') {
      throw new IllegalStateException(method + " does not say what it answers");
    }
    byStatus.forEach(responses::set);
  }

  private static boolean has(Method method, Class<? extends Annotation> annotation) {
    return Stream.of(method.getParameters()).anyMatch(each -> each.isAnnotationPresent(annotation));
  }

  private ObjectNode answer(APIResponse response, @Nullable APIResponseSchema success) {
    if (!response.ref().isEmpty()) {
      return common(response.ref());
    }
    if (!response.responseCode().startsWith("2")) {
      return problem(response.description());
    }
    ObjectNode answer = described(response.description());
    if (success != null) {
      content(answer, "application/json", success.value());
    }
    return answer;
  }

  private ObjectNode problem(String description) {
    ObjectNode answer = described(description);
    content(answer, PROBLEM, Problem.class);
    return answer;
  }

  private ObjectNode described(String description) {
    return mapper.createObjectNode().put("description", description);
  }

  private void content(ObjectNode parent, String mediaType, Class<?> type) {
    parent.putObject("content").putObject(mediaType).set("schema", schemas.schema(type));
  }

  private static <A extends Annotation> A annotation(Method method, Class<A> type) {
    A found = method.getAnnotation(type);
    if (found == null) {
      throw new IllegalStateException(method + " lacks @" + type.getSimpleName());
    }
    return found;
  }
}
