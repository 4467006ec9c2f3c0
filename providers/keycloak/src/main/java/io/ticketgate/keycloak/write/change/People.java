package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.rule.Mode;
import java.util.List;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.jpa.entity.FederatedUserAttributeEntity;

/**
 * An attribute by which rules know which accounts are one person's. Whoever may write it makes two
 * people of their two accounts, one of whom approves for the other.
 */
final class People implements Family {

  private static final String WHY =
      "rules know by this attribute which accounts are one person's, who does not approve for"
          + " themselves";

  private static final List<String> SAID = List.of("name", "value", "longValue");

  @Override
  public void recognise(Rows rows) {
    rows.inserted(UserAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.updated(
        UserAttributeEntity.class,
        (row, update) ->
            SAID.stream().anyMatch(update::changes) ? of(row, named(row.getName(), update)) : null);
    rows.deleted(UserAttributeEntity.class, row -> of(row, List.of(row.getName())));
    // Keycloak deletes the rows by a statement of its own, which no listener sees.
    rows.removed(
        UserEntity.class,
        "attributes",
        (user, item) ->
            item instanceof UserAttributeEntity row
                ? new Described(new Holder.Local(user), List.of(row.getName()))
                : null);
    rows.inserted(FederatedUserAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.updated(
        FederatedUserAttributeEntity.class,
        (row, update) ->
            SAID.stream().anyMatch(update::changes) ? of(row, named(row.getName(), update)) : null);
  }

  private static List<String> named(String now, Rows.Update update) {
    String before = update.replaced("name");
    return before == null ? List.of(now) : List.of(now, before);
  }

  private static Described of(UserAttributeEntity row, List<String> names) {
    return new Described(new Holder.Local(row.getUser()), names);
  }

  private static Described of(FederatedUserAttributeEntity row, List<String> names) {
    return new Described(new Holder.Federated(row.getRealmId(), row.getUserId()), names);
  }

  /** Attributes of a user were written or taken away. */
  record Described(Holder holder, List<String> names) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }

    @Override
    public void guard(JudgedRealm realm) {
      for (String name : names) {
        Mode mode = realm.protection().people().guarding(name);
        if (mode != Mode.OFF && isThere(realm) && !isFromDirectory(name, realm)) {
          realm.guard().requireTrusted(mode, Areas.APPROVERS, WHY, "UserAttributeEntity " + name);
        }
      }
    }

    private boolean isThere(JudgedRealm realm) {
      return realm.made().isNewUser(holder.userId())
          || realm.contents().user(holder.userId()).isPresent();
    }

    private boolean isFromDirectory(String name, JudgedRealm realm) {
      return realm
          .guard()
          .isSaidByDirectory(holder.userId(), realm.made().isNewUser(holder.userId()), name);
    }
  }
}
