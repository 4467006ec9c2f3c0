package io.ticketgate.core;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A ticket in its ITSM, and an own account of what the gate was told of it: which approvals are
 * good, told in another way than the gate tells it.
 *
 * <p>Each change of content that was pushed, and each closure, begins a new <em>era</em>. An
 * approval belongs to the era in which it was first pushed, and is good in no other.
 */
public final class ItsmTicket {

  private final String ref;
  private final String requestedFor;
  private final Entitlement[] asked;

  private boolean open = true;
  private int content;
  private int version;
  private final Map<String, Approval> records = new TreeMap<>();
  private final Map<String, Approval> former = new HashMap<>();

  private boolean pushedOpen = true;
  private int pushedContent;
  private int era;
  private final Map<Integer, Integer> eraOfVersion = new HashMap<>();
  private final Map<Approval, Integer> firstSeen = new HashMap<>();
  private Map<String, Approval> pushedRecords = Map.of();

  public ItsmTicket(String ref, String requestedFor, Entitlement... asked) {
    this.ref = ref;
    this.requestedFor = requestedFor;
    this.asked = asked;
  }

  public void content(int value) {
    content = value;
  }

  public void open(boolean value) {
    open = value;
  }

  public void approve(String approver, Instant at) {
    decide(new Approval(approver, Approval.Decision.APPROVED, at));
  }

  public void reject(String approver, Instant at) {
    decide(new Approval(approver, Approval.Decision.REJECTED, at));
  }

  private void decide(Approval record) {
    Approval old = records.put(record.approver(), record);
    if (old != null && old.decision() == Approval.Decision.APPROVED) {
      former.put(old.approver(), old);
    }
  }

  public void withdraw(String approver) {
    Approval old = records.remove(approver);
    if (old != null && old.decision() == Approval.Decision.APPROVED) {
      former.put(approver, old);
    }
  }

  public void restore(String approver) {
    Approval old = former.get(approver);
    if (old != null) {
      records.put(approver, old);
    }
  }

  /** What the ITSM says now, in a new version. */
  public Ticket push() {
    version++;
    if (content != pushedContent || !open || !pushedOpen) {
      era++;
    }
    if (!open) {
      // Approvals told while it is closed belong to the closed ticket.
      records.values().forEach(record -> firstSeen.putIfAbsent(record, era));
      era++;
    }
    pushedContent = content;
    pushedOpen = open;
    pushedRecords = Map.copyOf(records);
    records.values().forEach(record -> firstSeen.putIfAbsent(record, era));
    eraOfVersion.put(version, era);
    return record(version);
  }

  /** A record that somebody sends late: an older version than the gate knows. */
  public Ticket outdated() {
    return record(version - 1);
  }

  private Ticket record(int of) {
    TicketBuilder ticket =
        TicketBuilder.ticket(ref)
            .version(of)
            .open(open)
            .requestedFor(requestedFor)
            .asks(asked)
            .risk("risk " + content);
    records
        .values()
        .forEach(record -> ticket.decided(record.approver(), record.decision(), record.at()));
    return ticket.build();
  }

  /** Whether a binding that was made on that version may be live. */
  public boolean carries(String boundVersion) {
    boolean rejected =
        pushedRecords.values().stream()
            .anyMatch(record -> record.decision() == Approval.Decision.REJECTED);
    boolean approved =
        pushedRecords.values().stream()
            .filter(record -> record.decision() == Approval.Decision.APPROVED)
            .anyMatch(record -> firstSeen.getOrDefault(record, -1) == era);
    Integer bound = eraOfVersion.get(Integer.parseInt(boundVersion));
    return pushedOpen && approved && !rejected && bound != null && bound == era;
  }

  @Override
  public String toString() {
    return ref + " v" + version + " era " + era + " open " + pushedOpen + " " + pushedRecords;
  }
}
