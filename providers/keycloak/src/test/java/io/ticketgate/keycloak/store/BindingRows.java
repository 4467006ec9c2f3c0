package io.ticketgate.keycloak.store;

import io.ticketgate.core.binding.Binding;
import java.util.function.Function;

/** Bindings on a real database. */
abstract class BindingRows extends GateRows {

  JpaBindings bindings() {
    return new JpaBindings(session, realm);
  }

  <T> T in(Function<JpaBindings, T> work) {
    return server.in(session -> work.apply(new JpaBindings(session, realm)));
  }

  Binding insert(Binding binding) {
    return insert(realm, binding);
  }

  Binding insert(String realmId, Binding binding) {
    server.run(session -> new JpaBindings(session, realmId).insert(binding));
    return binding;
  }
}
