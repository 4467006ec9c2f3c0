package io.ticketgate.connectors.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Approval.Decision;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the approval records of a ticket. */
final class ApprovalRecords {

  /** Stands for an approver without a name, such as a group that has not answered. */
  static final String UNKNOWN = "unknown";

  private final Mapping mapping;
  private final ApprovalMapping approvals;
  private final Values values;

  ApprovalRecords(Mapping mapping) {
    this.mapping = mapping;
    this.approvals = mapping.approvals();
    this.values = mapping.values();
  }

  /** One record, and the step of the approval that it belongs to. */
  private record Step(@Nullable String name, Approval approval) {}

  /**
   * The records, ordered by approver.
   *
   * @throws ItsmException.Malformed when one cannot be read, or some are hidden
   */
  List<Approval> read(Answers answers) {
    List<JsonNode> records = values.records(approvals.list(), answers.at(approvals.list()));
    requireAll(answers, records.size());
    Set<JsonNode> counted = counted(answers, records);
    List<Step> steps =
        records.stream().map(record -> step(record, counted.contains(record))).toList();
    return lastOfEach(steps).stream()
        .sorted(Comparator.comparing(Approval::approver).thenComparing(Approval::toString))
        .toList();
  }

  private void requireAll(Answers answers, int seen) {
    Place count = approvals.count();
    if (count == null) {
      return;
    }
    String told = values.text(count, answers.at(count)).orElse("");
    if (!told.equals(Integer.toString(seen))) {
      throw Values.wrong(count, "is not the number of visible approval records");
    }
  }

  // By identity: a record that the filter leaves out may look like one that it selects.
  private Set<JsonNode> counted(Answers answers, List<JsonNode> records) {
    Set<JsonNode> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    Place place = approvals.counted();
    counted.addAll(place == null ? records : values.records(place, answers.at(place)));
    return counted;
  }

  private Step step(JsonNode record, boolean counted) {
    Decision said =
        values
            .text(place(Fields.DECISION), record)
            .map(approvals::decision)
            .orElse(Decision.PENDING);
    Decision decision = said == Decision.APPROVED && !counted ? Decision.PENDING : said;
    Optional<String> approver =
        values
            .text(place(Fields.APPROVER), record)
            .filter(person -> !mapping.nobody().contains(person));
    if (approver.isEmpty() && decision == Decision.APPROVED) {
      throw Values.wrong(place(Fields.APPROVER), "names nobody although the record approves");
    }
    Instant at =
        approvals.fields().containsKey(Fields.AT)
            ? values.time(place(Fields.AT), record).orElse(null)
            : null;
    String step =
        approvals.fields().containsKey(Fields.STEP)
            ? values.text(place(Fields.STEP), record).orElse("")
            : null;
    return new Step(step, new Approval(approver.orElse(UNKNOWN), decision, at));
  }

  private Place place(String field) {
    return Objects.requireNonNull(approvals.fields().get(field));
  }

  // All records of the same time count, so that a rejection among them is not lost.
  private List<Approval> lastOfEach(List<Step> steps) {
    List<Approval> last = new ArrayList<>();
    Map<String, Instant> times = new HashMap<>();
    for (Step step : steps) {
      if (step.name() != null) {
        times.merge(step.name(), time(step), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    for (Step step : steps) {
      if (step.name() == null || time(step).equals(times.get(step.name()))) {
        last.add(step.approval());
      }
    }
    return last;
  }

  private Instant time(Step step) {
    Instant at = step.approval().at();
    if (at == null) {
      throw Values.wrong(place(Fields.AT), "is empty, so the last record of a step is unknown");
    }
    return at;
  }
}
