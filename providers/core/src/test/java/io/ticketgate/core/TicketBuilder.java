package io.ticketgate.core;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tickets for tests. Each setter changes this builder; {@link #build} may be called many times. */
public final class TicketBuilder {

  private final TicketRef ref;
  private String type = "change_request";
  private boolean open = true;
  private String version = "1";
  private @Nullable String requester = "rita";
  private @Nullable String requestedFor = "alice";
  private List<EntitlementName> entitlements = List.of(new EntitlementName.RealmRole("db-admin"));
  private final List<Approval> approvals = new ArrayList<>();
  private @Nullable String justification = "rotate the keys";
  private @Nullable String risk = "moderate";
  private @Nullable String configurationItem = "pg-prod-01";
  private @Nullable Instant plannedStart;
  private @Nullable Instant plannedEnd;
  private String state = "implement";

  private TicketBuilder(TicketRef ref) {
    this.ref = ref;
  }

  /** An open ticket for alice and db-admin, without approvals and window. */
  public static TicketBuilder ticket(String ref) {
    return new TicketBuilder(TicketRef.parse(ref));
  }

  public TicketBuilder type(String value) {
    type = value;
    return this;
  }

  public TicketBuilder state(String value) {
    state = value;
    return this;
  }

  public TicketBuilder open(boolean value) {
    open = value;
    return this;
  }

  public TicketBuilder version(Object value) {
    version = value.toString();
    return this;
  }

  public TicketBuilder requester(@Nullable String value) {
    requester = value;
    return this;
  }

  public TicketBuilder requestedFor(@Nullable String value) {
    requestedFor = value;
    return this;
  }

  public TicketBuilder asks(Entitlement... values) {
    entitlements = java.util.Arrays.stream(values).map(Entitlement::name).toList();
    return this;
  }

  public TicketBuilder approvedBy(String... names) {
    for (String name : names) {
      decided(name, Approval.Decision.APPROVED, InMemoryRealm.T0.minusSeconds(600));
    }
    return this;
  }

  public TicketBuilder decided(String name, Approval.Decision decision, @Nullable Instant at) {
    approvals.add(new Approval(name, decision, at));
    return this;
  }

  public TicketBuilder noApprovals() {
    approvals.clear();
    return this;
  }

  public TicketBuilder justification(@Nullable String value) {
    justification = value;
    return this;
  }

  public TicketBuilder risk(@Nullable String value) {
    risk = value;
    return this;
  }

  public TicketBuilder configurationItem(@Nullable String value) {
    configurationItem = value;
    return this;
  }

  public TicketBuilder window(@Nullable Instant start, @Nullable Instant end) {
    plannedStart = start;
    plannedEnd = end;
    return this;
  }

  public Ticket build() {
    return new Ticket(
        ref,
        type,
        state,
        open,
        version,
        requester,
        requestedFor,
        entitlements,
        approvals,
        justification,
        risk,
        configurationItem,
        plannedStart,
        plannedEnd,
        null);
  }
}
