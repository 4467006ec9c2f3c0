package io.ticketgate.connectors.rt;

import com.fasterxml.jackson.databind.JsonNode;
import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.connectors.settings.Setting;
import io.ticketgate.connectors.settings.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.component.ComponentValidationException;

/**
 * The settings of one Request Tracker.
 *
 * @param queues names of the queues whose tickets count
 * @param approvals name of the queue of approvals
 * @param open states in which a ticket is open; it is closed in all others
 * @param closed states that are known to be closed; the test button warns of those in neither set
 * @param fields names of custom fields
 * @param entitlements how tickets name entitlements
 * @param requestQueue the queue of tickets that people ask for in self-service; empty for none
 */
record RtSettings(
    List<String> queues,
    String approvals,
    Set<String> open,
    Set<String> closed,
    Fields fields,
    EntitlementTexts entitlements,
    Optional<String> requestQueue) {

  /** Names of custom fields. The connector does not read a field whose name is empty. */
  record Fields(
      String entitlement,
      String requestedFor,
      Optional<String> justification,
      Optional<String> risk,
      Optional<String> configurationItem) {

    /** The names of all fields that the connector reads. */
    List<String> names() {
      return Stream.concat(
              Stream.of(entitlement, requestedFor),
              Stream.of(justification, risk, configurationItem).flatMap(Optional::stream))
          .distinct()
          .toList();
    }
  }

  private static final String QUEUES = "queues";
  private static final String APPROVALS_QUEUE = "approvalsQueue";
  private static final String OPEN_STATES = "openStates";
  private static final String CLOSED_STATES = "closedStates";
  private static final String ENTITLEMENT = "entitlementField";
  private static final String REQUESTED_FOR = "requestedForField";
  private static final String JUSTIFICATION = "justificationField";
  private static final String RISK = "riskField";
  private static final String CONFIGURATION_ITEM = "configurationItemField";
  static final String REQUEST_QUEUE = "requestQueue";

  // A custom field for roles holds nothing else, so people write their bare names.
  private static final boolean BARE_REALM_ROLES_BY_DEFAULT = true;

  private static final String DEFAULT_APPROVALS_QUEUE = "___Approvals";
  private static final String DEFAULT_ENTITLEMENT = "Requested-Role";
  private static final String DEFAULT_REQUESTED_FOR = "Requested-For";
  // The states of RT's own lifecycle "default".
  private static final Set<String> DEFAULT_OPEN = Set.of("new", "open", "stalled");
  private static final Set<String> DEFAULT_CLOSED = Set.of("resolved", "rejected", "deleted");

  static RtSettings of(Settings settings) {
    return new RtSettings(
        settings.list(QUEUES),
        settings.text(APPROVALS_QUEUE, DEFAULT_APPROVALS_QUEUE),
        settings.set(OPEN_STATES, DEFAULT_OPEN),
        settings.set(CLOSED_STATES, DEFAULT_CLOSED),
        new Fields(
            settings.text(ENTITLEMENT, DEFAULT_ENTITLEMENT),
            settings.text(REQUESTED_FOR, DEFAULT_REQUESTED_FOR),
            settings.text(JUSTIFICATION),
            settings.text(RISK),
            settings.text(CONFIGURATION_ITEM)),
        EntitlementTexts.of(settings, BARE_REALM_ROLES_BY_DEFAULT),
        settings.text(REQUEST_QUEUE));
  }

  /** Whether a ticket is open, as REST2 sends it; one in another queue is not. */
  boolean isOpen(JsonNode ticket) {
    return open.contains(Json.text(ticket, "Status"))
        && queues.contains(Json.text(ticket.path("Queue"), "Name"));
  }

  /**
   * Refuses settings that cannot work.
   *
   * @throws ComponentValidationException with a sentence for the administrator
   */
  void validate() {
    require(!queues.isEmpty(), "Set queues to the names of the queues whose tickets count.");
    require(
        Stream.concat(queues.stream(), Stream.of(approvals)).noneMatch(name -> unsafe(name)),
        "The name of a queue in queues or approvalsQueue must not contain quotes or a backslash."
            + " Rename the queue.");
    require(
        !queues.contains(approvals),
        "Remove the queue of approvals from queues: an approval itself allows no grant.");
    require(
        requestQueue.isEmpty() || queues.contains(requestQueue.get()),
        "requestQueue must be one of queues: tickets of no other queue count.");
    open.stream()
        .filter(closed::contains)
        .findFirst()
        .ifPresent(
            state -> {
              throw Settings.refusal(
                  "openStates and closedStates both name the state "
                      + state
                      + ". Remove it from one of them.");
            });
  }

  private static boolean unsafe(String queue) {
    return queue.contains("'") || queue.contains("\"") || queue.contains("\\");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw Settings.refusal(otherwise);
    }
  }

  /** The settings as administrators see them. */
  static List<Setting> declared() {
    return List.of(
        Setting.list(
            QUEUES,
            "Queues",
            "Names of the queues whose tickets count. A ticket that moves to another queue counts"
                + " as closed."),
        Setting.text(APPROVALS_QUEUE, "Approvals queue", "Name of the queue of approvals.")
            .byDefault(DEFAULT_APPROVALS_QUEUE),
        Setting.list(
                OPEN_STATES,
                "Open states",
                "The states in which a ticket is open. It is closed in all others.")
            .byDefault(sorted(DEFAULT_OPEN)),
        Setting.list(
                CLOSED_STATES,
                "Closed states",
                "The states in which a ticket is closed. The test button warns of states that"
                    + " neither list has.")
            .byDefault(sorted(DEFAULT_CLOSED)),
        Setting.text(
                ENTITLEMENT,
                "Field of the entitlement",
                "Custom field that names what the ticket asks for: role:name for a realm role,"
                    + " role:client/name for a client role, client:id for a credential. Separate"
                    + " several by commas or lines.")
            .byDefault(DEFAULT_ENTITLEMENT),
        EntitlementTexts.setting(BARE_REALM_ROLES_BY_DEFAULT),
        Setting.text(
                REQUESTED_FOR,
                "Field of the beneficiary",
                "Custom field that names who gets the entitlement: a person, or the clientId of a"
                    + " service account.")
            .byDefault(DEFAULT_REQUESTED_FOR),
        Setting.text(
            JUSTIFICATION,
            "Field of the justification",
            "Custom field with the business justification. Empty: the connector reads none."),
        Setting.text(
            RISK,
            "Field of the risk",
            "Custom field with the risk. Empty: the connector reads none."),
        Setting.text(
            CONFIGURATION_ITEM,
            "Field of the configuration item",
            "Custom field with the configuration item. Empty: the connector reads none."),
        Setting.text(
            REQUEST_QUEUE,
            "Requests: queue",
            "The queue in which the connector makes the tickets that people ask for in self-service."
                + " Empty: the system takes no requests."));
  }

  private static List<String> sorted(Set<String> states) {
    return states.stream().sorted().toList();
  }
}
