package io.ticketgate.core.event;

import io.ticketgate.core.binding.BindingStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events as OCSF 1.8.0, the newest version that was released when this was written (16 March 2026).
 * What happens to a binding is User Access Management (3005). Version 1.9.0 deprecates that class
 * for User Management (3007), which 1.8.0 does not have. All that OCSF has no attribute for is in
 * {@code unmapped}, named as in the CloudEvent.
 *
 * @see <a href="https://schema.ocsf.io/1.8.0/classes/user_access">User Access Management</a>
 * @see <a href="https://schema.ocsf.io/1.8.0/classes/entity_management">Entity Management</a>
 */
public final class OcsfEvents {

  /** The version of the schema. */
  public static final String VERSION = "1.8.0";

  private static final String PRODUCT = "Keycloak Ticket Gate";
  private static final String TYPE_ID = "type_id";
  private static final int OTHER = 99;
  private static final int INFORMATIONAL = 1;
  private static final int MEDIUM = 3;

  private OcsfEvents() {}

  /** A class of OCSF. */
  private record Kind(int category, String categoryName, int uid, String name) {}

  private static final Kind ACCESS =
      new Kind(3, "Identity & Access Management", 3005, "User Access Management");
  private static final Kind ENTITY =
      new Kind(3, "Identity & Access Management", 3004, "Entity Management");
  private static final Kind BASE = new Kind(0, "Uncategorized", 0, "Base Event");

  /** An activity of a class. */
  private record Activity(int id, String name) {}

  /**
   * @param realmId of the realm in which it happened
   */
  public static Map<String, Object> of(GateEvent event, String realmId, String realmName) {
    return switch (event.type()) {
      case BINDING_AUTHORIZED,
          BINDING_ACTIVATED,
          BINDING_SUSPENDED,
          BINDING_RESUMED,
          BINDING_EXTENDED,
          BINDING_REASSIGNED,
          BINDING_REVOKED,
          BINDING_EXPIRED,
          BREAKGLASS_USED,
          REVIEW_DUE,
          REVIEW_OVERDUE,
          REVIEW_DONE,
          REQUEST_MADE,
          BINDING_ENDING ->
          access(event, realmId, realmName);
      case RULE_CHANGED -> entity(event, "Rule", realmId, realmName);
      case SYSTEM_CHANGED -> entity(event, "ITSM system", realmId, realmName);
      case SUBSCRIBER_CHANGED -> entity(event, "Subscriber", realmId, realmName);
      case ITSM_DOWN -> health(event, "Down", MEDIUM, realmId, realmName);
      case ITSM_UP -> health(event, "Up", INFORMATIONAL, realmId, realmName);
      case COVERAGE_DRIFT -> drift(event, realmId, realmName);
      case SUBSCRIBER_TEST ->
          event(
              event,
              BASE,
              new Activity(OTHER, "Test"),
              INFORMATIONAL,
              "A test.",
              realmId,
              realmName);
    };
  }

  private static Map<String, Object> access(GateEvent event, String realmId, String realmName) {
    Map<String, Object> data = event.data();
    Map<?, ?> subject = map(data.get("subject"));
    String privilege = event.entitlement() == null ? "" : EventFilter.text(event.entitlement());
    Activity activity = activity(event.type(), data);
    String message =
        activity.name() + ": " + privilege + " under ticket " + data.get("ticket") + ".";
    Map<String, Object> json =
        event(event, ACCESS, activity, INFORMATIONAL, message, realmId, realmName);
    json.put("user", user(subject));
    json.put("privileges", List.of(privilege));
    json.put(
        "resources",
        List.of(resource(String.valueOf(map(data.get("entitlement")).get("id")), privilege)));
    if (data.get("cause") != null) {
      json.put("status_detail", data.get("cause"));
    }
    return json;
  }

  /** What is taken was held: the end of what was never exercised revokes nothing. */
  private static Activity activity(EventType type, Map<String, Object> data) {
    boolean held = BindingStatus.ACTIVE.name().equals(data.get("previousStatus"));
    return switch (type) {
      case BINDING_ACTIVATED, BINDING_RESUMED -> new Activity(1, "Assign Privileges");
      case BINDING_SUSPENDED, BINDING_REVOKED, BINDING_EXPIRED ->
          held ? new Activity(2, "Revoke Privileges") : new Activity(OTHER, "Withdraw");
      case BINDING_AUTHORIZED -> new Activity(OTHER, "Authorize");
      case BREAKGLASS_USED -> new Activity(OTHER, "Break Glass");
      case REVIEW_DUE -> new Activity(OTHER, "Review Due");
      case REVIEW_OVERDUE -> new Activity(OTHER, "Review Overdue");
      case REVIEW_DONE -> new Activity(OTHER, "Review");
      case REQUEST_MADE -> new Activity(OTHER, "Request");
      case BINDING_REASSIGNED -> new Activity(OTHER, "Hand Over");
      case BINDING_ENDING -> new Activity(OTHER, "Announce the end");
      default -> new Activity(OTHER, "Extend");
    };
  }

  private static Map<String, Object> entity(
      GateEvent event, String what, String realmId, String realmName) {
    Map<String, Object> data = event.data();
    String change = String.valueOf(data.get("change"));
    Activity activity =
        switch (change) {
          case "created" -> new Activity(1, "Create");
          case "deleted" -> new Activity(4, "Delete");
          default -> new Activity(3, "Update");
        };
    Map<String, Object> json =
        event(
            event,
            ENTITY,
            activity,
            INFORMATIONAL,
            what + " " + data.get("name") + " was " + change + ".",
            realmId,
            realmName);
    json.put(
        "entity", other(what, String.valueOf(data.get("id")), String.valueOf(data.get("name"))));
    return json;
  }

  private static Map<String, Object> health(
      GateEvent event, String activity, int severity, String realmId, String realmName) {
    Map<String, Object> data = event.data();
    String name = String.valueOf(data.get("name"));
    String answers = severity == MEDIUM ? " does not answer." : " answers again.";
    Map<String, Object> json =
        event(
            event,
            ENTITY,
            new Activity(OTHER, activity),
            severity,
            "ITSM system " + name + answers,
            realmId,
            realmName);
    json.put("entity", other("ITSM system", String.valueOf(data.get("id")), name));
    return json;
  }

  private static Map<String, Object> drift(GateEvent event, String realmId, String realmName) {
    String finding = String.valueOf(event.data().get("finding"));
    Map<String, Object> json =
        event(
            event,
            ENTITY,
            new Activity(OTHER, "Drift"),
            MEDIUM,
            "The realm is not as its bindings and rules say: " + finding + ".",
            realmId,
            realmName);
    json.put("entity", other("Coverage", realmId, finding));
    return json;
  }

  private static Map<String, Object> event(
      GateEvent event,
      Kind kind,
      Activity activity,
      int severity,
      String message,
      String realmId,
      String realmName) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("category_uid", kind.category());
    json.put("category_name", kind.categoryName());
    json.put("class_uid", kind.uid());
    json.put("class_name", kind.name());
    json.put("activity_id", activity.id());
    json.put("activity_name", activity.name());
    json.put("type_uid", kind.uid() * 100L + activity.id());
    json.put("type_name", kind.name() + ": " + activity.name());
    json.put("severity_id", severity);
    json.put("severity", severity == MEDIUM ? "Medium" : "Informational");
    json.put("status_id", 1);
    json.put("status", "Success");
    json.put("time", event.at().toEpochMilli());
    json.put("message", message);
    json.put("metadata", metadata(event, realmId));
    json.put("actor", actor(map(event.data().get("actor"))));
    Map<String, Object> unmapped = new LinkedHashMap<>();
    unmapped.put("about", event.about());
    unmapped.put("realm", Map.of("id", realmId, "name", realmName));
    unmapped.putAll(event.data());
    json.put("unmapped", unmapped);
    return json;
  }

  private static Map<String, Object> metadata(GateEvent event, String realmId) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("version", VERSION);
    metadata.put("product", Map.of("name", PRODUCT, "vendor_name", PRODUCT));
    metadata.put("uid", event.id());
    metadata.put("event_code", event.type().word());
    metadata.put("tenant_uid", realmId);
    Object binding = event.data().get("binding");
    if (binding != null) {
      metadata.put("correlation_uid", binding);
    }
    return metadata;
  }

  /** The person who caused it, or else the gate. */
  private static Map<String, Object> actor(Map<?, ?> person) {
    if (person.get("id") == null) {
      return Map.of("app_name", PRODUCT);
    }
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("uid", person.get("id"));
    user.put("name", person.get("name"));
    return Map.of("user", user);
  }

  private static Map<String, Object> user(Map<?, ?> subject) {
    String kind = String.valueOf(subject.get("kind"));
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("uid", subject.get("id"));
    user.put("name", subject.get("name"));
    if (kind.equals("user")) {
      user.put(TYPE_ID, 1);
      user.put("type", "User");
    } else if (Set.of("service_account", "client").contains(kind)) {
      user.put(TYPE_ID, 4);
      user.put("type", "Service");
    } else {
      user.put(TYPE_ID, OTHER);
      user.put("type", kind);
    }
    return user;
  }

  private static Map<String, Object> resource(String id, String name) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("uid", id);
    resource.put("name", name);
    resource.put("type", name.substring(0, Math.max(name.indexOf(':'), 0)));
    return resource;
  }

  private static Map<String, Object> other(String type, String id, String name) {
    Map<String, Object> entity = new LinkedHashMap<>();
    entity.put(TYPE_ID, OTHER);
    entity.put("type", type);
    entity.put("uid", id);
    entity.put("name", name);
    return entity;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }
}
