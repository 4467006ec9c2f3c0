package io.ticketgate.connectors.rt;

import io.ticketgate.connectors.settings.EntitlementTexts;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The site of the recordings: {@code it-tests/rt/initialdata.pl}. */
final class Rt {

  static final RtSettings.Fields FIELDS =
      new RtSettings.Fields(
          "Requested-Role",
          "Requested-For",
          Optional.of("Justification"),
          Optional.of("Risk"),
          Optional.of("Configuration-Item"));

  static final RtSettings SETTINGS = with(List.of("Access", "Open Access"), FIELDS);

  private Rt() {}

  static RtSettings with(List<String> queues, RtSettings.Fields fields) {
    return new RtSettings(
        queues,
        "___Approvals",
        Set.of("requested", "in_approval", "approved", "granted"),
        Set.of("stalled", "resolved", "rejected", "deleted"),
        fields,
        new EntitlementTexts(true),
        Optional.empty());
  }

  static Ticket fetch(RecordedApi api) {
    return fetch(api, SETTINGS);
  }

  static Ticket fetch(RecordedApi api, RtSettings settings) {
    return new RequestTrackerConnector("rt", api, settings)
        .fetch(new TicketRef("rt", api.ticket()), null);
  }
}
