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
    DetailColumns detail = columns(transition.detail());
    row.detailCode = detail.code();
    row.detail = detail.text();
    row.detailFacts = detail.facts();
    return row;
  }

  /** A detail as three columns hold it. */
  record DetailColumns(@Nullable String code, @Nullable String text, @Nullable String facts) {}

  static DetailColumns columns(@Nullable Detail detail) {
    if (detail == null) {
      return new DetailColumns(null, null, null);
    }
    if (detail instanceof Detail.Reason || detail instanceof Detail.Plain) {
      return new DetailColumns(detail.code(), detail.sentence(), null);
    }
    if (detail instanceof Detail.Reviewed reviewed) {
      Map<String, String> facts = new TreeMap<>(detail.facts());
      facts.remove("comment");
      return new DetailColumns(detail.code(), reviewed.comment(), written(facts));
    }
    String facts = detail.facts().isEmpty() ? null : written(detail.facts());
    return new DetailColumns(detail.code(), null, facts);
  }

  static Transition transition(HistoryEntity row) {
    return new Transition(
        row.bindingId,
        row.from,
        row.to,
        row.cause,
        Instant.ofEpochMilli(row.at),
        BindingMapper.person(row.actorId, row.actorName),
        detail(new DetailColumns(row.detailCode, row.detail, row.detailFacts)));
  }

  static @Nullable Detail detail(DetailColumns columns) {
    if (columns.code() == null) {
      return columns.text() == null ? null : new Detail.Plain(columns.text());
    }
    Map<String, String> facts = read(columns.facts());
    if (columns.text() != null) {
      facts.put(Detail.Reviewed.CODE.equals(columns.code()) ? "comment" : "text", columns.text());
    }
    return Detail.of(columns.code(), facts);
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
