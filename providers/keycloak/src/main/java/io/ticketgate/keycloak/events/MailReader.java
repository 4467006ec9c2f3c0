package io.ticketgate.keycloak.events;

import java.util.List;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.SubjectCredentialManager;
import org.keycloak.models.UserModel;
import org.keycloak.storage.adapter.AbstractInMemoryUserAdapter;

/**
 * What Keycloak's e-mail needs of whoever reads it, taken out of the database and the directory
 * beforehand: nothing is held while an SMTP server is asked.
 */
final class MailReader extends AbstractInMemoryUserAdapter {

  private MailReader(KeycloakSession session, RealmModel realm, String id) {
    super(session, realm, id);
  }

  static UserModel of(KeycloakSession session, RealmModel realm, UserModel user) {
    MailReader reader = new MailReader(session, realm, user.getId());
    for (String name :
        List.of(
            UserModel.USERNAME,
            UserModel.EMAIL,
            UserModel.FIRST_NAME,
            UserModel.LAST_NAME,
            UserModel.LOCALE)) {
      String value = user.getFirstAttribute(name);
      if (value != null) {
        reader.setSingleAttribute(name, value);
      }
    }
    return reader;
  }

  /** Somebody of whom only the address is known. */
  static UserModel of(KeycloakSession session, RealmModel realm, String address) {
    MailReader reader = new MailReader(session, realm, address);
    reader.setSingleAttribute(UserModel.USERNAME, address);
    reader.setSingleAttribute(UserModel.EMAIL, address);
    return reader;
  }

  @Override
  public SubjectCredentialManager credentialManager() {
    throw new UnsupportedOperationException("It only reads an e-mail.");
  }
}
