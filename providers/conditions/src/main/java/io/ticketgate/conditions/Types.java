package io.ticketgate.conditions;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The variables of a condition, their fields and types. {@link Values} fills them. */
final class Types implements CelTypeProvider {

  private static final CelType TEXT = SimpleType.STRING;
  private static final CelType TIME = SimpleType.TIMESTAMP;

  private static final Map<String, StructType> TYPES = new LinkedHashMap<>();

  /** The variables and their types. */
  static final ImmutableMap<String, CelType> VARIABLES;

  static {
    add("Approval", Map.of("id", TEXT, "name", TEXT, "at", TIME));
    Map<String, CelType> ticket = new LinkedHashMap<>();
    for (String text :
        new String[] {
          "system",
          "id",
          "type",
          "state",
          "requester",
          "requesterId",
          "requestedFor",
          "justification",
          "risk",
          "configurationItem"
        }) {
      ticket.put(text, TEXT);
    }
    ticket.put("entitlements", ListType.create(TEXT));
    ticket.put("approvals", ListType.create(StructTypeReference.create("Approval")));
    ticket.put("plannedStart", TIME);
    ticket.put("plannedEnd", TIME);
    add("Ticket", ticket);
    add(
        "Subject",
        Map.of(
            "kind", TEXT,
            "id", TEXT,
            "name", TEXT,
            "attributes", MapType.create(TEXT, ListType.create(TEXT))));
    add("Entitlement", Map.of("kind", TEXT, "name", TEXT, "client", TEXT));
    add(
        "Request",
        Map.of(
            "activate",
            SimpleType.BOOL,
            "start",
            TIME,
            "expiresAt",
            TIME,
            "lifetime",
            SimpleType.DURATION,
            "by",
            TEXT,
            "actor",
            TEXT));
    VARIABLES =
        ImmutableMap.of(
            "ticket", StructTypeReference.create("Ticket"),
            "subject", StructTypeReference.create("Subject"),
            "entitlement", StructTypeReference.create("Entitlement"),
            "request", StructTypeReference.create("Request"),
            "now", TIME);
  }

  private static void add(String name, Map<String, CelType> types) {
    ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(types);
    TYPES.put(
        name,
        StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field))));
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableSet.copyOf(TYPES.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }
}
