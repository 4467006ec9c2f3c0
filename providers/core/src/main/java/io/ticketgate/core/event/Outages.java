package io.ticketgate.core.event;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Decides of which outages of ITSM systems subscribers hear: of one that goes on from one look to
 * the next, and then of its end. A system that misses one request is nobody's news. Not
 * thread-safe: one thread looks.
 */
public final class Outages {

  private final Map<String, Instant> seen = new HashMap<>();
  private final Map<String, Instant> told = new HashMap<>();

  /**
   * How a system does.
   *
   * @param systemId id of its component
   * @param up whether it answers
   * @param since since when it is so
   */
  public record State(String realmId, String systemId, boolean up, Instant since) {}

  /** Looks at all systems anew; answers with those of which subscribers are to hear. */
  public List<State> look(List<State> now) {
    Set<String> there = Set.copyOf(now.stream().map(State::systemId).toList());
    seen.keySet().retainAll(there);
    told.keySet().retainAll(there);
    return now.stream().flatMap(this::news).toList();
  }

  /** Nobody could be told: the next look comes back to it. */
  public void unheard(State state) {
    if (state.up()) {
      told.put(state.systemId(), state.since());
    } else {
      told.remove(state.systemId());
    }
  }

  private Stream<State> news(State state) {
    String id = state.systemId();
    if (state.up()) {
      seen.remove(id);
      return told.remove(id) == null ? Stream.of() : Stream.of(state);
    }
    boolean goesOn = state.since().equals(seen.put(id, state.since()));
    if (!goesOn || told.containsKey(id)) {
      return Stream.of();
    }
    told.put(id, state.since());
    return Stream.of(state);
  }

  /**
   * What subscribers hear of it.
   *
   * @param name the system's alias
   * @param problem the kind of failure in one word; empty for one that answers
   */
  public static GateEvent event(State state, String name, String problem, Instant at) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("id", state.systemId());
    data.put("name", name);
    data.put("since", state.since().toString());
    if (!problem.isEmpty()) {
      data.put("problem", problem);
    }
    return new GateEvent(
        UUID.randomUUID().toString(),
        state.up() ? EventType.ITSM_UP : EventType.ITSM_DOWN,
        "systems/" + state.systemId(),
        at,
        List.of(),
        null,
        data);
  }
}
