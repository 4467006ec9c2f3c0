package io.ticketgate.keycloak.write.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.RoleEntity;
import org.keycloak.models.jpa.entities.UserConsentEntity;
import org.keycloak.models.jpa.entities.UserEntity;

class RowsTest {

  private record Change(String realmId) implements AttemptedChange {}

  private static final class DerivedClient extends ClientEntity {}

  private final Rows rows = new Rows();

  @Test
  void aRowOfAnUnknownClassIsNoChange() {
    rows.inserted(ClientEntity.class, row -> new Change("r"));
    assertThat(rows.inserted(new UserConsentEntity())).isEmpty();
    assertThat(rows.deleted(new ClientEntity())).isEmpty();
    assertThat(rows.updated(new ClientEntity(), FakeUpdate.ofNothing())).isEmpty();
  }

  @Test
  void whatIsDerivedFromAKnownClassIsKnown() {
    rows.inserted(ClientEntity.class, row -> new Change("inserted"));
    rows.updated(ClientEntity.class, (row, update) -> new Change("updated"));
    rows.deleted(ClientEntity.class, row -> new Change("deleted"));
    rows.collections(ClientEntity.class, row -> new Change("collection"));
    rows.added(ClientEntity.class, "parts", (row, item) -> new Change("item " + item));
    ClientEntity row = new DerivedClient();
    assertThat(rows.inserted(row)).containsExactly(new Change("inserted"));
    assertThat(rows.updated(row, FakeUpdate.ofNothing())).containsExactly(new Change("updated"));
    assertThat(rows.deleted(row)).containsExactly(new Change("deleted"));
    rows.removed(ClientEntity.class, "parts", (owner, item) -> new Change("without " + item));
    assertThat(rows.collection(row, "parts", () -> List.of("a", "b"), () -> List.of("c")))
        .containsExactly(
            new Change("collection"),
            new Change("item a"),
            new Change("item b"),
            new Change("without c"));
  }

  @Test
  void oneRowCanBeAChangeOfSeveralFamiliesInTheirOrder() {
    rows.inserted(ClientEntity.class, row -> new Change("first"));
    rows.inserted(ClientEntity.class, row -> null);
    rows.inserted(ClientEntity.class, row -> new Change("second"));
    assertThat(rows.inserted(new ClientEntity()))
        .containsExactly(new Change("first"), new Change("second"));
  }

  @Test
  void aClassCanBeKnownByItsNameAlone() {
    rows.inserted(UserEntity.class.getName(), row -> new Change("r"));
    assertThat(rows.inserted(new UserEntity())).containsExactly(new Change("r"));
  }

  @Test
  void anotherCollectionOfTheOwnerIsNotEvenLookedAt() {
    rows.added(RoleEntity.class, "parts", (row, item) -> new Change("r"));
    assertThat(
            rows.collection(
                new RoleEntity(),
                "others",
                () -> {
                  throw new AssertionError("a map cannot say what was added");
                },
                List::of))
        .isEmpty();
  }

  @Test
  void whatOnlyAppearsOrGoesAwayNeedsNoWarningWhenItIsLoaded() {
    rows.inserted(UserEntity.class, row -> new Change("r"));
    rows.deleted(UserEntity.class, row -> new Change("r"));
    rows.updated(ClientEntity.class, (row, update) -> new Change("r"));
    rows.added(RoleEntity.class, "parts", (row, item) -> new Change("r"));
    assertThat(rows.changeable(UserEntity.class)).isFalse();
    assertThat(rows.changeable(ClientEntity.class)).isTrue();
    assertThat(rows.changeable(RoleEntity.class)).isTrue();
  }

  @Test
  void anUpdateTellsWhichTextIsReplaced() {
    assertThat(FakeUpdate.of("name", "old", "new").replaced("name")).isEqualTo("old");
    assertThat(FakeUpdate.of("name", "same", "same").replaced("name")).isNull();
    assertThat(FakeUpdate.of("flag", true, false).replaced("flag")).isNull();
    assertThat(FakeUpdate.of("flag", true, false).changes("flag")).isTrue();
    assertThat(FakeUpdate.of("flag", true, true).changes("flag")).isFalse();
  }
}
