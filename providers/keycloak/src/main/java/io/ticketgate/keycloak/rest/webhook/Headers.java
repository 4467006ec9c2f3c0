package io.ticketgate.keycloak.rest.webhook;

import java.util.List;
import java.util.Optional;

/** The headers of a request, by names in any case. */
interface Headers {

  /** Every value of a header, one for each line; empty when it is not there. */
  List<String> all(String name);

  /** The value of a header that is there once; of two, nobody can say which one was signed. */
  default Optional<String> only(String name) {
    List<String> values = all(name);
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }
}
