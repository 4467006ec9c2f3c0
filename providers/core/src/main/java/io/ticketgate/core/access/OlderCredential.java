package io.ticketgate.core.access;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client authenticated with before a transaction and does still.
 *
 * @param marks of what has stayed
 * @param before mark of all that it authenticated with before; null for a client that is new
 */
public record OlderCredential(Set<CredentialMark> marks, @Nullable CredentialMark before) {

  public OlderCredential {
    marks = Set.copyOf(marks);
  }

  /** Mark of all that it authenticates with now; empty where what it proves itself by is new. */
  public Optional<CredentialMark> whole() {
    return marks.stream().filter(mark -> mark.kind() == CredentialMark.Kind.WHOLE).findFirst();
  }
}
