package io.ticketgate.keycloak.calls;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.storage.UserStoragePrivateUtil;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;

/** What people may say of themselves, by the user profile of their realm. */
public final class OwnProfile {

  private OwnProfile() {}

  /**
   * Returns whether the login of this request, if it is one, may have had a form in which the
   * person sets that attribute: at registration, or to update a profile.
   */
  public static boolean mayEdit(
      KeycloakSession session, RealmModel realm, String userId, String attribute) {
    if (session.getContext().getAuthenticationSession() == null) {
      return false;
    }
    UserModel stored = UserStoragePrivateUtil.userLocalStorage(session).getUserById(realm, userId);
    return stored == null
        || !session
            .getProvider(UserProfileProvider.class)
            .create(UserProfileContext.ACCOUNT, stored)
            .getAttributes()
            .isReadOnly(attribute);
  }
}
