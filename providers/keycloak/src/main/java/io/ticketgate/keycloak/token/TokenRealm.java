package io.ticketgate.keycloak.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Rule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token has to do with its realm: which role a name stands for, and what is told of it. */
interface TokenRealm {

  /**
   * The role of that name. Where there is none, one that has nothing but the name: a reader of the
   * token takes it for the role all the same.
   *
   * @param clientId of the client whose role it is; null for a realm role
   */
  Entitlement role(@Nullable String clientId, String name);

  /** The protected roles for which a reader who does not look at whose role it is takes a name. */
  Set<Entitlement> rolesShownAs(String name);

  /** Tells that audited rules would have refused what a token carries. */
  void wouldRefuse(List<Rule> audited);

  /** Tells that a token was issued that relies on the binding. */
  void used(Binding binding);
}
