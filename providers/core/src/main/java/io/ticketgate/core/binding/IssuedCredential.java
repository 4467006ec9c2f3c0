package io.ticketgate.core.binding;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.OlderCredential;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credential that a client got under one binding, to be known again when it is presented.
 *
 * @param marks of its secret or keys, and of all that the client authenticated with then
 * @param issuedAt when the client got it
 * @param goodUntil when another has replaced it: until when it stays good beside that; null while
 *     none has
 */
public record IssuedCredential(
    Set<CredentialMark> marks, Instant issuedAt, @Nullable Instant goodUntil) {

  public IssuedCredential {
    marks = Set.copyOf(marks);
  }

  /** Returns whether it is what has this mark. */
  public boolean has(CredentialMark mark) {
    return marks.contains(mark);
  }

  /** Returns whether no other has replaced it, or it is still good beside that. */
  public boolean good(Instant now) {
    return goodUntil == null || now.isBefore(goodUntil);
  }

  /** This credential, replaced by another. */
  public IssuedCredential replaced(Instant until) {
    return new IssuedCredential(marks, issuedAt, until);
  }

  /**
   * This credential once somebody has changed the client. Where it accounted for the whole of what
   * the client authenticates with, and nothing was written that the client proves itself by, it
   * still does.
   */
  public IssuedCredential after(OlderCredential older) {
    CredentialMark before = older.before();
    return before != null && has(before) ? older.whole().map(this::within).orElse(this) : this;
  }

  /** This credential, of a client that authenticates as a whole with what has this mark now. */
  public IssuedCredential within(CredentialMark whole) {
    Set<CredentialMark> now = new HashSet<>(marks);
    now.removeIf(mark -> mark.kind() == CredentialMark.Kind.WHOLE);
    now.add(whole);
    return new IssuedCredential(now, issuedAt, goodUntil);
  }
}
