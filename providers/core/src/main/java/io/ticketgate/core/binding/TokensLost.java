package io.ticketgate.core.binding;

import io.ticketgate.core.access.Subject;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens of a subject end when it loses roles. That a token carried none of them is proven by
 * the gate, which saw it issued, and never by the lack of a note.
 */
public sealed interface TokensLost {

  /** All of them: any may have carried what is lost. */
  record All() implements TokensLost {}

  /** Those of the sessions that are noted to have carried it. */
  record Noted() implements TokensLost {}

  /**
   * Those, and everything from before a time, which the gate may not have seen.
   *
   * @param since when the gate began to look
   */
  record NotedAndEarlier(Instant since) implements TokensLost {}

  /**
   * Decides which end.
   *
   * @param ended the bindings by which the subject had what is lost
   * @param unnoted whether tokens are known to rest on one of these of which no session tells
   * @param since when the gate began to look at tokens; null where it does not
   */
  static TokensLost of(
      Subject subject, Collection<Binding> ended, boolean unnoted, @Nullable Instant since) {
    if (subject.kind() != Subject.Kind.USER || unnoted || since == null) {
      return new All(); // the account of a client has no session that could tell
    }
    return ended.stream().anyMatch(binding -> earlier(binding, since))
        ? new NotedAndEarlier(since)
        : new Noted();
  }

  /** Returns whether tokens may rest on the binding that the gate has not seen. */
  static boolean earlier(Binding binding, @Nullable Instant since) {
    return since == null || binding.createdAt().isBefore(since);
  }
}
