package io.ticketgate.keycloak.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Detail;
import io.ticketgate.core.binding.Transition;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A step in the life of a binding as a row, and back. A person's own words have a column of their
 * own, where they have been kept since before there were codes; what the gate adds is a code and
 * its facts.
 */
final class HistoryMapper {

  private static final ObjectMapper JSON = new ObjectMapper();

  private HistoryMapper() {}

  static HistoryEntity row(String id, String realmId, Transition transition) {
    HistoryEntity row = new HistoryEntity();
    row.id = id;
    row.realmId = realmId;
    row.bindingId = transition.bindingId();
    row.at = transition.at().toEpochMilli();
    row.from = transition.from();
    row.to = transition.to();
    row.cause = transition.cause();
    Person actor = transition.actor();
    row.actorId = actor == null ? null : actor.id();
    row.actorName = actor == null ? null : actor.name();
    Detail detail = transition.detail();
    if (detail != null) {
      row.detailCode = detail.code();
      if (detail instanceof Detail.Reason || detail instanceof Detail.Plain) {
        row.detail = detail.sentence();
      } else if (!detail.facts().isEmpty()) {
        row.detailFacts = written(detail.facts());
      }
    }
    return row;
  }

  static Transition transition(HistoryEntity row) {
    return new Transition(
        row.bindingId,
        row.from,
        row.to,
        row.cause,
        Instant.ofEpochMilli(row.at),
        BindingMapper.person(row.actorId, row.actorName),
        detail(row));
  }

  private static @Nullable Detail detail(HistoryEntity row) {
    if (row.detailCode == null) {
      return row.detail == null ? null : new Detail.Plain(row.detail);
    }
    Map<String, String> facts = read(row.detailFacts);
    if (row.detail != null) {
      facts.put("text", row.detail);
    }
    return Detail.of(row.detailCode, facts);
  }

  private static String written(Map<String, String> facts) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(facts));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What a hand in the database has broken makes one entry poorer, not the history unreadable. */
  private static Map<String, String> read(@Nullable String facts) {
    if (facts == null) {
      return new TreeMap<>();
    }
    try {
      return JSON.readValue(facts, new TypeReference<TreeMap<String, String>>() {});
    } catch (JsonProcessingException broken) {
      return new TreeMap<>(Map.of("facts", facts));
    }
  }
}
