package io.ticketgate.core.binding;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Roles;
import io.ticketgate.core.access.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The tokens that rest on bindings, when these end. */
final class EndedTokens {

  private final Bindings bindings;
  private final Roles roles;
  private final Watch watch;

  EndedTokens(Bindings bindings, Roles roles, Watch watch) {
    this.bindings = bindings;
    this.roles = roles;
    this.watch = watch;
  }

  /**
   * Where another binding covers the same, tokens of which no session tells rest on that one from
   * now on.
   */
  void passOn(List<Binding> ended, List<Binding> remaining, Instant now) {
    Set<String> covering =
        remaining.stream()
            .filter(other -> other.covers(now) && other.subject().kind() == Subject.Kind.USER)
            .filter(
                other ->
                    ended.stream()
                        .flatMap(each -> roles.closure(each.entitlement()).stream())
                        .anyMatch(other.approved(roles::closure)::contains))
            .map(Binding::id)
            .collect(Collectors.toSet());
    Instant since = watch.since();
    if (!covering.isEmpty()
        && (ended.stream().anyMatch(each -> TokensLost.earlier(each, since))
            || anyUnnoted(ended))) {
      bindings.restUnnoted(covering);
    }
  }

  /** Which tokens of the subject end with these bindings. */
  TokensLost lost(Subject subject, List<Binding> ended) {
    boolean unnoted = subject.kind() == Subject.Kind.USER && anyUnnoted(ended);
    return TokensLost.of(subject, ended, unnoted, watch.since());
  }

  private boolean anyUnnoted(List<Binding> ended) {
    return bindings.anyUnnoted(ended.stream().map(Binding::id).collect(Collectors.toSet()));
  }

  /** Ends them, and the sessions with them. */
  void end(Subject subject, Set<Entitlement> lost, TokensLost which) {
    if (which instanceof TokensLost.All) {
      roles.endSessions(subject);
      return;
    }
    if (which instanceof TokensLost.NotedAndEarlier earlier) {
      roles.endTokensBefore(subject, earlier.since());
    }
    roles.endSessions(subject, lost);
  }
}
