package io.ticketgate.keycloak.realm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Presence;
import io.ticketgate.keycloak.Fake;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

class PresencesTest {

  /** Reached by {@link Fake}. */
  public record Account(
      boolean enabled, @Nullable String federationLink, Supplier<UserModel> delegate) {
    public boolean isEnabled() {
      return enabled;
    }

    public @Nullable String getFederationLink() {
      return federationLink;
    }

    public UserModel getDelegateForUpdate() {
      return delegate.get();
    }
  }

  private static UserModel local(boolean enabled) {
    return Fake.of(UserModel.class, new Account(enabled, null, () -> local(enabled)));
  }

  /** As it is in Keycloak's cache. */
  private static UserModel cached(
      boolean enabled, @Nullable String directory, Supplier<UserModel> delegate) {
    return Fake.of(CachedUserModel.class, new Account(enabled, directory, delegate));
  }

  @Test
  void whoeverIsEnabledIsThereAndWhoeverIsNotIsGone() {
    assertThat(Presences.of(local(true))).isEqualTo(Presence.THERE);
    assertThat(Presences.of(local(false))).isEqualTo(Presence.GONE);
    assertThat(Presences.of(cached(false, null, () -> local(true))))
        .as("of no directory")
        .isEqualTo(Presence.GONE);
  }

  @Test
  void whoeverComesFromADirectoryIsLookedAtPastTheCache() {
    assertThat(
            Presences.of(
                cached(false, "ldap", () -> new ReadOnlyUserModelDelegate(local(true), false))))
        .isEqualTo(Presence.UNKNOWN);
    assertThat(Presences.of(cached(false, "ldap", () -> local(false)))).isEqualTo(Presence.GONE);
    assertThat(Presences.of(cached(false, "ldap", () -> local(true)))).isEqualTo(Presence.THERE);
    assertThatThrownBy(
            () ->
                Presences.of(
                    cached(
                        false,
                        "ldap",
                        () -> {
                          throw new IllegalStateException("no connection");
                        })))
        .isInstanceOf(IllegalStateException.class);
  }
}
