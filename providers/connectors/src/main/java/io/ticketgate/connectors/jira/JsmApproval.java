package io.ticketgate.connectors.jira;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.spi.ItsmException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * One approval step of a request, as Service Management answers it.
 *
 * @param name what the step is called; one name comes again when a request is re-opened
 * @param finalDecision what came of it; words other than approved and declined leave it open
 * @param created when it was asked for; null when Jira does not say
 * @param completed when it was decided; null while it is open
 */
record JsmApproval(
    String id,
    String name,
    String finalDecision,
    List<Answer> answers,
    @Nullable Instant created,
    @Nullable Instant completed) {

  /**
   * What one approver said.
   *
   * @param decision Jira's word; pending and none at all mean that nothing was said
   */
  record Answer(String approver, String decision) {}

  static JsmApproval of(JsonNode json, People people) {
    JsonNode approvers = json.path("approvers");
    if (!approvers.isArray()) {
      throw new ItsmException.Malformed(
          "Jira answers an approval without its approvers; make the account an agent of the service"
              + " project.",
          null);
    }
    List<Answer> answers =
        StreamSupport.stream(approvers.spliterator(), false)
            .map(
                one ->
                    new Answer(
                        people.nameOrStandIn(one.path("approver")),
                        word(one.path("approverDecision"))))
            .toList();
    return new JsmApproval(
        json.path("id").asText(""),
        json.path("name").asText("").strip(),
        word(json.path("finalDecision")),
        answers,
        JiraTimes.ofServiceDesk(json.path("createdDate")).orElse(null),
        JiraTimes.ofServiceDesk(json.path("completedDate")).orElse(null));
  }

  /** The times it names. */
  Stream<Instant> times() {
    return Stream.of(created, completed).flatMap(Stream::ofNullable);
  }

  private static String word(JsonNode decision) {
    return decision.asText("").strip().toLowerCase(Locale.ROOT);
  }
}
