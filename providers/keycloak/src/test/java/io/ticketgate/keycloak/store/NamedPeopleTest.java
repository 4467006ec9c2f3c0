package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NamedPeopleTest extends BindingRows {

  private Person person(Binding binding) {
    return Objects.requireNonNull(bindings().find(binding.id()).orElseThrow().owner());
  }

  private String owner(Binding binding) {
    return person(binding).id();
  }

  @Test
  void whoeverComesToHaveTheIdOfAnOwnerWhoIsGoneOwnsNothingByIt() {
    Binding live = insert(new ABinding().ownedBy("olga").make());
    Binding suspended = insert(new ABinding().ownedBy("olga").in(BindingStatus.SUSPENDED).make());
    Binding ended = insert(new ABinding().ownedBy("olga").in(BindingStatus.REVOKED).make());
    Binding other = insert(new ABinding().ownedBy("oscar").make());

    server.run(own -> new NamedPeople(own, realm).removed("olga"));

    assertThat(owner(live)).isEqualTo("removed:olga");
    assertThat(owner(suspended)).isEqualTo("removed:olga");
    assertThat(owner(ended)).as("history stays").isEqualTo("olga");
    assertThat(owner(other)).isEqualTo("oscar");
    assertThat(person(live).name()).isEqualTo("olga-name");
  }
}
