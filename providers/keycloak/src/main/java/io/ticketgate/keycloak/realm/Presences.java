package io.ticketgate.keycloak.realm;

import io.ticketgate.core.access.Presence;
import org.keycloak.models.UserModel;
import org.keycloak.models.cache.CachedUserModel;
import org.keycloak.models.utils.ReadOnlyUserModelDelegate;

/** What is known of an account that Keycloak has found. */
final class Presences {

  private Presences() {}

  /**
   * Keycloak shows a user as disabled whose directory is away (UserStorageManager, 26.4 to 26.7),
   * and up to 26.4 keeps that in its cache, where such a user looks like any other. So whoever is
   * disabled and comes from a directory is looked at past the cache.
   *
   * @throws RuntimeException when the directory does not answer at all
   */
  static Presence of(UserModel user) {
    if (user.isEnabled()) {
      return Presence.THERE;
    }
    UserModel found =
        user instanceof CachedUserModel cached && cached.getFederationLink() != null
            ? cached.getDelegateForUpdate()
            : user;
    if (found.isEnabled()) {
      return Presence.THERE;
    }
    return found instanceof ReadOnlyUserModelDelegate ? Presence.UNKNOWN : Presence.GONE;
  }
}
