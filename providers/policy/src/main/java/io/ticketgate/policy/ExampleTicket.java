package io.ticketgate.policy;

import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads tickets and entitlements as an example writes them: as {@code PUT /tickets/{system}/{key}}
 * takes them.
 */
final class ExampleTicket {

  private ExampleTicket() {}

  static TicketRef ref(Members ticket) {
    try {
      TicketRef ref = TicketRef.parse(ticket.required("ref"));
      if (!ref.reserved()) {
        return ref;
      }
    } catch (IllegalArgumentException unreadable) {
      throw ticket.wrong("ref", String.valueOf(unreadable.getMessage()));
    }
    throw ticket.wrong("ref", "An emergency grant has no ticket.");
  }

  static Ticket read(Members ticket) {
    try {
      String state = ticket.text("state");
      Ticket read =
          new Ticket(
              ref(ticket),
              ticket.required("type"),
              state == null ? "" : state,
              ticket.flag("open", true),
              "1",
              ticket.text("requester"),
              ticket.text("requestedFor"),
              ticket.objects("entitlements").stream().map(ExampleTicket::entitlement).toList(),
              ticket.objects("approvals").stream().map(ExampleTicket::approval).toList(),
              ticket.text("justification"),
              ticket.text("risk"),
              ticket.text("configurationItem"),
              ticket.instant("plannedStart"),
              ticket.instant("plannedEnd"),
              null);
      ticket.requireKnown();
      return read;
    } catch (IllegalArgumentException impossible) {
      throw new Members.Wrong(ticket.path(), String.valueOf(impossible.getMessage()));
    }
  }

  /** A word that nobody knows approves nothing in production; here it is a slip of the pen. */
  private static Approval approval(Members approval) {
    String decision = approval.required("decision");
    List<String> words =
        Arrays.stream(Approval.Decision.values()).map(Approval.Decision::word).toList();
    if (!words.contains(decision)) {
      throw approval.wrong("decision", "decision is one of " + String.join(", ", words) + ".");
    }
    Approval read =
        new Approval(
            approval.required("approver"),
            Approval.Decision.valueOf(decision.toUpperCase(Locale.ROOT)),
            approval.instant("at"));
    approval.requireKnown();
    return read;
  }

  static EntitlementName entitlement(Members entitlement) {
    @Nullable String realmRole = entitlement.text("realmRole");
    @Nullable String credential = entitlement.text("clientCredential");
    @Nullable String configuration = entitlement.text("configuration");
    EntitlementName client = null;
    if (entitlement.has("clientRole")) {
      Members role = entitlement.object("clientRole");
      client = new EntitlementName.ClientRole(role.required("client"), role.required("role"));
      role.requireKnown();
    }
    entitlement.requireKnown();
    List<EntitlementName> named =
        Stream.of(
                Stream.ofNullable(client),
                Stream.ofNullable(realmRole).map(EntitlementName.RealmRole::new),
                Stream.ofNullable(credential).map(EntitlementName.ClientCredential::new),
                Stream.ofNullable(configuration).map(EntitlementName.Configuration::new))
            .<EntitlementName>flatMap(each -> each)
            .toList();
    if (named.size() != 1) {
      throw new Members.Wrong(
          entitlement.path(),
          "An entitlement has exactly one of realmRole, clientRole, clientCredential and"
              + " configuration.");
    }
    return named.get(0);
  }
}
