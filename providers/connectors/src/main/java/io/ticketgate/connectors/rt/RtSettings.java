package io.ticketgate.connectors.rt;

import io.ticketgate.connectors.http.Settings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.component.ComponentValidationException;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ProviderConfigurationBuilder;

/**
 * How a site uses RT.
 *
 * @param queues names of the queues of the tickets; a ticket elsewhere is none of the gate's
 * @param approvals name of the queue of the approval tickets
 * @param open states in which work may go on; a state of neither set is not open either
 * @param closed states in which it may not
 * @param fields custom fields by what they say
 */
record RtSettings(
    List<String> queues, String approvals, Set<String> open, Set<String> closed, Fields fields) {

  /** Names of custom fields; those that are empty are not read. */
  record Fields(
      String entitlement,
      String requestedFor,
      Optional<String> justification,
      Optional<String> risk,
      Optional<String> configurationItem) {

    /** All that are read. */
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

  private static final String DEFAULT_APPROVALS_QUEUE = "___Approvals";
  private static final String DEFAULT_ENTITLEMENT = "Requested-Role";
  private static final String DEFAULT_REQUESTED_FOR = "Requested-For";
  // Of RT's own lifecycle "default".
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
            settings.text(CONFIGURATION_ITEM)));
  }

  /**
   * Refuses what makes no sense.
   *
   * @throws ComponentValidationException with a sentence for the administrator
   */
  void validate() {
    require(!queues.isEmpty(), "Name the queues whose tickets count in 'queues'.");
    require(
        Stream.concat(queues.stream(), Stream.of(approvals)).noneMatch(name -> unsafe(name)),
        "The name of a queue has no quotes and no backslash.");
    require(
        !queues.contains(approvals),
        "The queue of the approval tickets is not one of 'queues': an approval grants nothing itself.");
    open.stream()
        .filter(closed::contains)
        .findFirst()
        .ifPresent(
            state -> {
              throw new ComponentValidationException(
                  "State '" + state + "' is in 'openStates' and in 'closedStates': it can be one.");
            });
  }

  private static boolean unsafe(String queue) {
    return queue.contains("'") || queue.contains("\"") || queue.contains("\\");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ComponentValidationException(otherwise);
    }
  }

  static List<ProviderConfigProperty> properties() {
    return List.of(
        list(
            QUEUES,
            "Queues",
            "Names of the queues whose tickets count. A ticket that is moved elsewhere counts as"
                + " closed.",
            List.of()),
        text(
            APPROVALS_QUEUE,
            "Approvals queue",
            "Name of the queue of the approval tickets.",
            DEFAULT_APPROVALS_QUEUE),
        list(
            OPEN_STATES,
            "Open states",
            "States of a ticket's lifecycle in which work may go on. Any other state ends what the"
                + " ticket allowed.",
            DEFAULT_OPEN),
        list(
            CLOSED_STATES,
            "Closed states",
            "States in which it may not. The test of the connection warns of states that are in"
                + " neither list.",
            DEFAULT_CLOSED),
        text(
            ENTITLEMENT,
            "Field of the entitlement",
            "Custom field that names what is asked for: a realm role, role:client/role, or"
                + " client:clientId; several are separated by commas or lines.",
            DEFAULT_ENTITLEMENT),
        text(
            REQUESTED_FOR,
            "Field of the beneficiary",
            "Custom field that names who is to get it: a person, or the clientId of a service"
                + " account.",
            DEFAULT_REQUESTED_FOR),
        text(
            JUSTIFICATION,
            "Field of the justification",
            "Custom field with the business justification. Empty: not read.",
            ""),
        text(RISK, "Field of the risk", "Custom field with the risk. Empty: not read.", ""),
        text(
            CONFIGURATION_ITEM,
            "Field of the configuration item",
            "Custom field with the configuration item. Empty: not read.",
            ""));
  }

  private static ProviderConfigProperty list(
      String name, String label, String help, Collection<String> byDefault) {
    return one(name, label, help, ProviderConfigProperty.MULTIVALUED_STRING_TYPE)
        .defaultValue(byDefault.stream().sorted().toList())
        .add()
        .build()
        .get(0);
  }

  private static ProviderConfigProperty text(
      String name, String label, String help, String byDefault) {
    return one(name, label, help, ProviderConfigProperty.STRING_TYPE)
        .defaultValue(byDefault)
        .add()
        .build()
        .get(0);
  }

  private static ProviderConfigurationBuilder.ProviderConfigPropertyBuilder one(
      String name, String label, String help, String type) {
    return ProviderConfigurationBuilder.create()
        .property()
        .name(name)
        .label(label)
        .helpText(help)
        .type(type);
  }
}
