package io.ticketgate.core.ticket;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whom and what the names of a ticket meant when they first came in. People approve a person and a
 * role, not the strings that name them: who makes a name mean something else later gets nothing by
 * the approval.
 *
 * @param ids Keycloak's id for each name that somebody or something had then
 * @param changed whether a name has meant something else since, so that approvals were voided
 */
public record Identities(Map<String, String> ids, boolean changed) {

  /** Of a ticket that was stored before identities were kept. */
  public static final Identities NONE = new Identities(Map.of(), false);

  public Identities {
    ids = Map.copyOf(ids);
  }

  /** What the names of a ticket mean now. */
  public static Identities now(Ticket ticket, Directory directory) {
    String system = ticket.ref().system();
    Map<String, String> ids = new LinkedHashMap<>();
    String subject = ticket.requestedFor();
    if (subject != null) {
      for (Subject.Kind kind : Subject.Kind.values()) {
        directory
            .identity(system, subject, kind)
            .ifPresent(id -> ids.put(subject(subject, kind), id));
      }
    }
    String requester = ticket.requester();
    if (requester != null) {
      person(ids, system, requester, directory);
    }
    for (Approval approval : ticket.approvals()) {
      person(ids, system, approval.approver(), directory);
    }
    for (EntitlementName name : ticket.entitlements()) {
      directory.entitlement(name).ifPresent(id -> ids.put(entitlement(name), id));
    }
    return new Identities(ids, false);
  }

  private static void person(
      Map<String, String> ids, String system, String name, Directory directory) {
    directory.identity(system, name, Subject.Kind.USER).ifPresent(id -> ids.put(person(name), id));
  }

  /** Whom the ticket's beneficiary meant as such a kind of subject; empty for nobody. */
  public Optional<String> subject(@Nullable String name, Subject subject) {
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(ids.get(subject(name, subject.kind())));
  }

  /** The user that a requester or approver meant; empty for nobody. */
  public Optional<String> personId(String name) {
    return Optional.ofNullable(ids.get(person(name)));
  }

  /** The role or client that an entitlement meant; empty where there was none. */
  public Optional<String> entitlementId(EntitlementName name) {
    return Optional.ofNullable(ids.get(entitlement(name)));
  }

  /** Returns whether a name that meant somebody or something means another now. */
  public boolean contradicts(Identities now) {
    return ids.entrySet().stream()
        .anyMatch(
            then -> {
              String id = now.ids.get(then.getKey());
              return id != null && !id.equals(then.getValue());
            });
  }

  /**
   * These, and of the names that are new what they mean now. A name that means another than before
   * means that from now on, with approvals of its own; one that means nobody any more goes on
   * meaning whom it meant.
   */
  Identities next(Identities now) {
    Map<String, String> all = new LinkedHashMap<>(ids);
    all.putAll(now.ids);
    return new Identities(all, changed || contradicts(now));
  }

  private static String subject(String name, Subject.Kind kind) {
    // A service account is a user.
    Subject.Kind known = kind == Subject.Kind.SERVICE_ACCOUNT ? Subject.Kind.USER : kind;
    return "subject:" + known.name().toLowerCase(Locale.ROOT) + ":" + name;
  }

  private static String person(String name) {
    return "person:" + name.toLowerCase(Locale.ROOT);
  }

  private static String entitlement(EntitlementName name) {
    return "entitlement:" + ApprovedFields.qualified(name);
  }
}
