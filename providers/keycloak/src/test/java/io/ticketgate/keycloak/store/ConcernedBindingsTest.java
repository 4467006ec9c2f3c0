package io.ticketgate.keycloak.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.BindingStatus;
import io.ticketgate.keycloak.ABinding;
import io.ticketgate.keycloak.store.ConcernedBindings.Page;
import io.ticketgate.keycloak.store.ConcernedBindings.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConcernedBindingsTest extends BindingRows {

  private final Set<String> asked = new HashSet<>();

  private String of(String entitlement, String user, BindingStatus status) {
    return insert(
            new ABinding().of(user).for_(ABinding.role(entitlement, entitlement)).in(status).make())
        .id();
  }

  private List<String> walk(int pageSize, String... concerned) {
    ConcernedBindings walk =
        new ConcernedBindings(
            bindings().lists(),
            entitlement -> {
              asked.add(entitlement.id());
              return Set.of(concerned).contains(entitlement.id());
            });
    List<String> found = new ArrayList<>();
    Position at = Position.START;
    int pages = 0;
    while (at != null) {
      assertThat(++pages).as("it comes to an end").isLessThan(50);
      Page page = walk.page(at, pageSize);
      assertThat(page.bindings()).hasSizeLessThanOrEqualTo(pageSize);
      page.bindings().stream().map(Binding::id).forEach(found::add);
      at = page.upTo();
    }
    return found;
  }

  @Test
  void findsEachLiveBindingOfWhatIsConcernedOnceHoweverSmallThePages() {
    String first = of("e1", "a", BindingStatus.ACTIVE);
    String second = of("e1", "b", BindingStatus.SUSPENDED);
    of("e1", "c", BindingStatus.REVOKED);
    of("e2", "a", BindingStatus.ACTIVE);
    String third = of("e3", "a", BindingStatus.AUTHORIZED);
    of("e4", "a", BindingStatus.EXPIRED);
    insert(otherRealm, new ABinding().for_(ABinding.role("e1", "e1")).make());

    for (int size : new int[] {1, 2, 3, 10}) {
      assertThat(walk(size, "e1", "e3", "e4"))
          .as("pages of " + size)
          .containsExactlyInAnyOrder(first, second, third);
    }
    assertThat(asked).containsExactlyInAnyOrder("e1", "e2", "e3", "e4");
  }

  @Test
  void aRealmWithoutAnyHasNoPage() {
    assertThat(walk(5, "e1")).isEmpty();
  }
}
