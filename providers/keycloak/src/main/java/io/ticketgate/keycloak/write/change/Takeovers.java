package io.ticketgate.keycloak.write.change;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.CredentialEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.jpa.entity.FederatedUserCredentialEntity;

/**
 * A person's credential, or the address where a reset of it goes, that somebody else has set: they
 * can log in as that person, and have what that person was granted.
 */
final class Takeovers implements Family {

  private static final List<String> SECRETS = List.of("type", "secretData", "credentialData");

  /** By these a person logs in, resets a password, or is found in a directory. */
  private static final List<String> IDENTITY =
      List.of("username", "email", "emailVerified", "serviceAccountClientLink");

  @Override
  public void recognise(Rows rows) {
    rows.inserted(CredentialEntity.class, row -> of(row.getUser()));
    rows.deleted(CredentialEntity.class, row -> of(row.getUser()));
    rows.updated(
        CredentialEntity.class,
        (row, update) -> SECRETS.stream().anyMatch(update::changes) ? of(row.getUser()) : null);
    rows.inserted(FederatedUserCredentialEntity.class, Takeovers::of);
    rows.deleted(FederatedUserCredentialEntity.class, Takeovers::of);
    rows.updated(
        FederatedUserCredentialEntity.class,
        (row, update) -> SECRETS.stream().anyMatch(update::changes) ? of(row) : null);
    rows.updated(UserEntity.class, Takeovers::renamed);
  }

  private static Taken of(UserEntity user) {
    return new Taken(new Holder.Local(user));
  }

  private static Taken of(FederatedUserCredentialEntity row) {
    return new Taken(new Holder.Federated(row.getRealmId(), row.getUserId()));
  }

  private static @Nullable AttemptedChange renamed(UserEntity user, Rows.Update update) {
    if (update.changes("federationLink")) {
      return new Relinked(user);
    }
    return IDENTITY.stream().anyMatch(update::changes) ? of(user) : null;
  }

  /** What a person logs in with was set. */
  record Taken(Holder holder) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }

    /** Whoever gets the account of one of the gate's administrators has the gate. */
    @Override
    public void guard(JudgedRealm realm) {
      if (realm.protection().enforced()) {
        realm.guard().requireEqualOf(holder.userId());
      }
    }

    /** What people do themselves, with a token of their own or in a login, is their own affair. */
    @Override
    public void suspendTakenOver(JudgedRealm realm) {
      if (!realm.made().isNewUser(holder.userId())
          && realm.guard().isAskedByOtherThan(holder.userId())
          && realm.contents().user(holder.userId()).isPresent()) {
        realm.bindings().takenOver(holder.userId());
      }
    }
  }

  /**
   * Another directory is to stand behind a person. Keycloak (26.7.3, {@code UserStorageManager})
   * removes the account as soon as it looks the person up and that directory is none, or does not
   * know them: in a transaction of its own, where nobody asks. So the person is not looked up here,
   * and of the account counts what is stored.
   */
  record Relinked(UserEntity user) implements AttemptedChange {
    @Override
    public String realmId() {
      return user.getRealmId();
    }

    /** What a directory has imported is linked to it in the same transaction. */
    private boolean isAsked(JudgedRealm realm) {
      return !realm.made().isNewUser(user.getId()) && realm.guard().isAskedByBearer();
    }

    @Override
    public void guard(JudgedRealm realm) {
      if (realm.protection().enforced() && isAsked(realm)) {
        realm.guard().requireEqualOfStored(user.getId());
      }
    }

    @Override
    public void suspendTakenOver(JudgedRealm realm) {
      if (isAsked(realm)) {
        realm.bindings().takenOver(user.getId());
      }
    }
  }
}
