package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import org.junit.jupiter.api.Test;

class NamedPeopleTest extends BindingRows {

  private String owner(Binding binding) {
    return bindings().find(binding.id()).orElseThrow().owner().id();
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
    assertThat(bindings().find(live.id()).orElseThrow().owner().name()).isEqualTo("olga-name");
  }
}
