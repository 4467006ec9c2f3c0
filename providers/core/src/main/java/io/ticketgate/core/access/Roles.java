package io.ticketgate.core.access;

import io.ticketgate.spi.EntitlementName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Roles and their holders. */
public interface Roles extends RoleContents {

  /**
   * The roles the subject has, composites not expanded, read from the database: of a person those
   * mapped directly and those of the groups they are in, of a group those mapped to it, of a role
   * those put into it, of a client its own credential.
   */
  Set<Holding> direct(Subject subject);

  /** Returns whether the subject has the role, directly or because another role contains it. */
  default boolean has(Subject subject, Entitlement entitlement) {
    return has(subject, entitlement, this::closure);
  }

  /**
   * The same where closures have been looked up already.
   *
   * @param closure answers as {@link #closure} did
   */
  default boolean has(
      Subject subject, Entitlement entitlement, Function<Entitlement, Set<Entitlement>> closure) {
    return direct(subject).stream()
        .anyMatch(held -> closure.apply(held.role()).contains(entitlement));
  }

  /**
   * Makes the mapping, or the membership. A client has its credential already, or gets it beside
   * the binding.
   */
  void give(Subject subject, Holding holding);

  /**
   * Removes the mapping, or the membership; nothing happens where there is none. Of a client, it
   * voids the secret and every registered key.
   */
  void take(Subject subject, Holding holding);

  /** Marks of what a client authenticates with now. */
  Set<CredentialMark> credentialMarks(Subject client);

  /**
   * What of that is older than the transaction. A secret or key that the client had already is
   * among it, also where the client could not prove itself by it then, and the whole where nothing
   * was written that the client proves itself by.
   */
  OlderCredential olderCredential(Subject client);

  /**
   * Voids what a client authenticates with and none of its tickets accounts for any more.
   *
   * @param kept marks of what the client got under bindings that go on
   * @param ended marks of what it got under those that ended
   * @param strict whether everything is void that is not kept; false where only what ended is,
   *     because a binding goes on of which is not recorded what it accounts for
   */
  void voidCredential(
      Subject client, Set<CredentialMark> kept, Set<CredentialMark> ended, boolean strict);

  /**
   * Removes a client, with its service account and every session; nothing happens where there is no
   * client of this id.
   */
  void removeClient(Subject client);

  /**
   * People who hold the role, by whatever mapping, group or composite, without a live binding for
   * it. There may be many: an implementation may stop at some number, but not at none.
   *
   * @param within a group or role: only those who have it through that; null for everybody
   */
  List<Subject> unbound(Entitlement entitlement, @Nullable Subject within, Instant now);

  /**
   * Returns whether somebody who has roles by the group or composite role also holds the role of
   * that name, by whatever mapping.
   */
  boolean sharedHolder(Subject structure, EntitlementName role);

  /**
   * Makes every token and session the subject has now unusable; a structure has none. A time ends
   * them, since not all of them are known.
   */
  void endSessions(Subject subject);

  /**
   * Makes every token unusable that a person got before a time, and ends the sessions that began
   * before it.
   *
   * @param since to the second
   */
  void endTokensBefore(Subject person, Instant since);

  /**
   * Makes those sessions of a person unusable, with the tokens issued in them, that have carried
   * one of these roles. The others live on. They are known from what is noted in each session when
   * it first carries a protected role.
   */
  void endSessions(Subject person, Set<Entitlement> lost);

  /**
   * Makes those sessions of a person unusable in which somebody else got a token of theirs. The
   * others live on.
   */
  void endDerivedSessions(Subject person);
}
