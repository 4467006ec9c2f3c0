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
 * One approval step of a request, as Service Management sends it.
 *
 * @param name name of the step; a re-opened request has several steps of one name
 * @param finalDecision the outcome; any word but approved and declined means that it is open
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
   * The answer of one approver.
   *
   * @param decision Jira's word; pending or empty before the approver answers
   */
  record Answer(String approver, String decision) {}

  static JsmApproval of(JsonNode json, People people) {
    JsonNode approvers = json.path("approvers");
    if (!approvers.isArray()) {
      throw new ItsmException.Malformed(
          "Jira sent an approval without its approvers. Make the account an agent of the service"
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

  /** The times that are known. */
  Stream<Instant> times() {
    return Stream.of(created, completed).flatMap(Stream::ofNullable);
  }

  private static String word(JsonNode decision) {
    return decision.asText("").strip().toLowerCase(Locale.ROOT);
  }
}
