package io.ticketgate.core.event;

import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a realm.
 *
 * @param id the same whenever this very thing is announced again, so that whoever gets it twice
 *     knows
 * @param about what it happened to, for example {@code bindings/5f..}; events about the same thing
 *     arrive in their order
 * @param rules names of the rules it concerns; empty where it concerns none
 * @param entitlement what it concerns; null for nothing
 * @param data texts, numbers, and lists and maps of them
 */
public record GateEvent(
    String id,
    EventType type,
    String about,
    Instant at,
    List<String> rules,
    @Nullable EntitlementName entitlement,
    Map<String, Object> data) {

  public GateEvent {
    rules = List.copyOf(rules);
    data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
  }
}
