package io.ticketgate.core.token;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.IssuedCredential;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client proved itself with in one request.
 *
 * @param own mark of the secret or key itself; null where the way of proving has neither
 * @param whole mark of all that the client authenticates with now; null when what it presented is
 *     no longer part of that, such as a replaced secret
 */
public record PresentedCredential(@Nullable CredentialMark own, @Nullable CredentialMark whole) {

  /**
   * The bindings under which it was issued, which may be suspended. Where it is a secret or a key,
   * that alone says so: what the client has as a whole may be part of a later ticket.
   *
   * @param live the live bindings of the client's credential
   */
  List<Binding> issuedUnder(List<Binding> live) {
    return own == null ? with(whole, live) : with(own, live);
  }

  private static List<Binding> with(@Nullable CredentialMark mark, List<Binding> live) {
    return mark == null
        ? List.of()
        : live.stream()
            .filter(binding -> binding.issued() != null && binding.issued().has(mark))
            .toList();
  }

  /**
   * The bindings that make it rightful now. A binding from before credentials were recorded stands
   * for what no other binding accounts for.
   *
   * @param live the live bindings of the client's credential
   * @param good those of them that cover it now
   */
  List<Binding> rightful(List<Binding> live, List<Binding> good, Instant now) {
    List<Binding> issuedUnder = issuedUnder(live);
    return issuedUnder.isEmpty()
        ? good.stream().filter(binding -> binding.issued() == null).toList()
        : good.stream()
            .filter(issuedUnder::contains)
            .filter(
                binding -> {
                  IssuedCredential issued = binding.issued();
                  return issued != null && issued.good(now);
                })
            .toList();
  }
}
