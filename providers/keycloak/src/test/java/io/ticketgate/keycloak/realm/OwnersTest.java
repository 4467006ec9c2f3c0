package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.access.Presence;
import io.ticketgate.keycloak.Fake;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserProvider;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

class OwnersTest {

  private final RealmModel realm = Fake.of(RealmModel.class, new Realm());

  /** Reached by {@link Fake}. */
  public record Realm() {
    public String getId() {
      return "realm-id";
    }
  }

  /** What a directory answers; reached by {@link Fake}. */
  public record Users(Supplier<@Nullable UserModel> answer) {
    public @Nullable UserModel getUserByUsername(RealmModel realm, String name) {
      return answer.get();
    }
  }

  /** Reached by {@link Fake}. */
  public record Session(Users answers) {
    public UserProvider users() {
      return Fake.of(UserProvider.class, answers);
    }
  }

  /** Reached by {@link Fake}. */
  public record Account(boolean enabled, @Nullable String client) {
    public boolean isEnabled() {
      return enabled;
    }

    public @Nullable String getServiceAccountClientLink() {
      return client;
    }
  }

  private Presence state(Supplier<@Nullable UserModel> answer) {
    KeycloakSession session = Fake.of(KeycloakSession.class, new Session(new Users(answer)));
    return new Owners(session, realm).state("olivia");
  }

  private static UserModel user(boolean enabled, @Nullable String client) {
    return Fake.of(UserModel.class, new Account(enabled, client));
  }

  @Test
  void anEnabledPersonIsThereAndNobodyElse() {
    assertThat(state(() -> user(true, null))).isEqualTo(Presence.THERE);
    assertThat(state(() -> user(false, null))).isEqualTo(Presence.GONE);
    assertThat(state(() -> user(true, "client-id"))).isEqualTo(Presence.GONE);
    assertThat(state(() -> null)).isEqualTo(Presence.GONE);
  }

  @Test
  void ofWhomADirectoryKeepsThatIsAwayNothingIsKnown() {
    assertThat(
            state(
                () -> {
                  throw new ModelException("no connection");
                }))
        .isEqualTo(Presence.UNKNOWN);
    UserModel shown = new ReadOnlyUserModelDelegate(user(true, null), false);
    assertThat(state(() -> shown)).as("shown as disabled").isEqualTo(Presence.UNKNOWN);
  }
}
