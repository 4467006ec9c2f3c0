package io.ticketgate.core.ticket;

import io.ticketgate.core.access.Directory;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Subject;
import io.ticketgate.spi.Approval;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.Ticket;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whom and what the names of a ticket meant when they first came in. People approve a person and a
 * role, not the strings that name them: who makes a name mean something else later gets nothing by
 * the approval, and neither does who takes a name that nobody had.
 *
 * @param ids Keycloak's id for each name that somebody or something had then, or has come to have
 * @param nobody the names that nobody and nothing had when they first came in, and since when
 * @param early approval records from before somebody had the name of the beneficiary
 * @param changed whether a name has meant something else since, so that approvals were voided
 */
public record Identities(
    Map<String, String> ids, Map<String, Instant> nobody, Set<Approval> early, boolean changed) {

  /** Of a ticket that was stored before identities were kept. */
  public static final Identities NONE = new Identities(Map.of(), Map.of(), Set.of(), false);

  private static final String SUBJECT = "subject:";
  private static final String AGENT = SUBJECT + "agent:";

  /** Before the id of somebody or something that is gone: no id begins with it. */
  private static final String REMOVED = "removed:";

  public Identities {
    ids = Map.copyOf(ids);
    nobody = Map.copyOf(nobody);
    early = Set.copyOf(early);
  }

  /** What the names of a ticket mean now. */
  public static Identities now(Ticket ticket, Directory directory, Instant now) {
    String system = ticket.ref().system();
    Map<String, Optional<String>> meanings = new LinkedHashMap<>();
    String subject = ticket.requestedFor();
    if (subject != null) {
      for (Subject.Kind kind : Subject.Kind.values()) {
        // What names an agent names nobody else, whatever anyone may be called.
        boolean agent = kind == Subject.Kind.AGENT;
        if (kind != Subject.Kind.CONFIGURATION && agent == Subject.namesAgent(subject)) {
          meanings.put(subject(subject, kind), directory.identity(system, subject, kind));
        }
      }
    }
    String requester = ticket.requester();
    if (requester != null) {
      meanings.put(person(requester), directory.identity(system, requester, Subject.Kind.USER));
    }
    for (Approval approval : ticket.approvals()) {
      meanings.computeIfAbsent(
          person(approval.approver()),
          key -> directory.identity(system, approval.approver(), Subject.Kind.USER));
    }
    for (EntitlementName name : ticket.entitlements()) {
      meanings.put(entitlement(name), directory.entitlement(name));
    }
    Map<String, String> ids = new LinkedHashMap<>();
    Map<String, Instant> nobody = new LinkedHashMap<>();
    meanings.forEach(
        (name, id) ->
            id.ifPresentOrElse(known -> ids.put(name, known), () -> nobody.put(name, now)));
    return new Identities(ids, nobody, Set.of(), false);
  }

  /** Whom the ticket's beneficiary meant as such a kind of subject; empty for nobody. */
  public Optional<String> subject(@Nullable String name, Subject subject) {
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(ids.get(subject(name, subject.kind())));
  }

  /** Since when nobody had the beneficiary's name; empty where somebody had it at once. */
  public Optional<Instant> nobodySince(@Nullable String name, Subject subject) {
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(nobody.get(subject(name, subject.kind())));
  }

  /** The user that a requester or approver meant; empty for nobody. */
  public Optional<String> personId(String name) {
    return Optional.ofNullable(ids.get(person(name)));
  }

  /** The role or client that an entitlement meant; empty where there was none. */
  public Optional<String> entitlementId(EntitlementName name) {
    return Optional.ofNullable(ids.get(entitlement(name)));
  }

  /** The ids of all whom and what the names mean, but for those that were removed meanwhile. */
  public Set<String> present() {
    return ids.entrySet().stream()
        .filter(meant -> !meant.getValue().startsWith(REMOVED))
        .flatMap(meant -> whoever(meant.getKey(), meant.getValue()))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** An agent is gone with its service account, and with the person for whom it acts. */
  private static Stream<String> whoever(String name, String id) {
    if (!name.startsWith(AGENT)) {
      return Stream.of(id);
    }
    Subject agent = new Subject(Subject.Kind.AGENT, id, name);
    return Stream.of(agent.actorId(), agent.beneficiaryId());
  }

  /**
   * These, once users, groups, roles or clients were removed. Their names go on meaning them, and
   * so nobody: what is made later is another one, also where its maker gives it the same id.
   */
  public Identities without(Set<String> removed) {
    Map<String, String> all = new LinkedHashMap<>(ids);
    all.replaceAll(
        (name, id) ->
            !id.startsWith(REMOVED) && whoever(name, id).anyMatch(removed::contains)
                ? REMOVED + id
                : id);
    return new Identities(all, nobody, early, changed);
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

  /** Returns whether each of those names was looked up before. */
  public boolean knows(Identities now) {
    return Stream.concat(now.ids.keySet().stream(), now.nobody.keySet().stream())
        .allMatch(name -> ids.containsKey(name) || nobody.containsKey(name));
  }

  /**
   * These, and of the names that are new what they mean now. A name that means another than before
   * means that from now on, with approvals of its own; one that means nobody any more goes on
   * meaning whom it meant.
   *
   * @param seen the approval records that came in before that
   * @param voided whether some of them are void because of a name
   */
  Identities next(Identities now, Set<Approval> seen, boolean voided) {
    Map<String, String> all = new LinkedHashMap<>(ids);
    all.putAll(now.ids);
    Map<String, Instant> none = new LinkedHashMap<>(now.nobody);
    none.keySet().removeAll(ids.keySet());
    none.putAll(nobody);
    Set<Approval> before = new HashSet<>(early);
    if (late(now).stream().anyMatch(name -> name.startsWith(SUBJECT))) {
      before.addAll(seen);
    }
    return new Identities(all, none, before, changed || voided || contradicts(now));
  }

  /** The names that nobody has had, until now. */
  private Set<String> late(Identities now) {
    return now.ids.keySet().stream()
        .filter(name -> nobody.containsKey(name) && !ids.containsKey(name))
        .collect(Collectors.toSet());
  }

  /**
   * Returns whether an approval of that ticket is worth nothing because it names somebody, other
   * than the beneficiary, whom nobody knew then and who can be found now.
   */
  boolean voids(Approval approval, Ticket ticket, Identities now) {
    Set<String> late = late(now);
    String requester = ticket.requester();
    boolean otherRequester =
        requester != null
            && !requester.equalsIgnoreCase(ticket.requestedFor())
            && late.contains(person(requester));
    return otherRequester
        || late.contains(person(approval.approver()))
        || ticket.entitlements().stream().anyMatch(name -> late.contains(entitlement(name)));
  }

  /**
   * These, with the subject as the one whom the beneficiary's name means from now on.
   *
   * @param seen the approval records that came in before that
   */
  Identities lateSubject(Ticket ticket, Subject subject, Set<Approval> seen) {
    String name = ticket.requestedFor();
    if (name == null || ids.containsKey(subject(name, subject.kind()))) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(ids);
    all.put(subject(name, subject.kind()), subject.id());
    Set<Approval> before = new HashSet<>(early);
    before.addAll(seen);
    return new Identities(all, nobody, before, changed);
  }

  /** These, with a client that has come to its name under the ticket which asks for it. */
  Identities madeUnder(Ticket ticket, Subject client, Entitlement credential) {
    String name = client.name();
    if (!name.equals(ticket.requestedFor())
        || ids.containsKey(subject(name, Subject.Kind.USER))
        || ids.containsKey(subject(name, client.kind()))
        || ids.containsKey(entitlement(credential.name()))) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(ids);
    Map<String, Instant> none = new LinkedHashMap<>(nobody);
    all.put(subject(name, client.kind()), client.id());
    all.put(entitlement(credential.name()), credential.id());
    none.keySet().removeAll(all.keySet());
    return new Identities(all, none, early, changed);
  }

  private static String subject(String name, Subject.Kind kind) {
    // A service account is a user.
    Subject.Kind known = kind == Subject.Kind.SERVICE_ACCOUNT ? Subject.Kind.USER : kind;
    return SUBJECT + known.name().toLowerCase(Locale.ROOT) + ":" + name;
  }

  private static String person(String name) {
    return "person:" + name.toLowerCase(Locale.ROOT);
  }

  private static String entitlement(EntitlementName name) {
    return "entitlement:" + ApprovedFields.qualified(name);
  }
}
