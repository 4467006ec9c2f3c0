package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.rule.DecidingAttributes;
import io.ticketgate.core.rule.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.UserAttributeEntity;
import org.keycloak.models.jpa.entities.UserEntity;
import org.keycloak.storage.jpa.entity.FederatedUserAttributeEntity;

/**
 * An attribute of an account by which rules know people: which accounts are one person's, who
 * reviews what an account has. Whoever may write it makes two people of their two accounts, one of
 * whom approves for the other, or has a friend review.
 */
final class People implements Family {

  private static final String WHY =
      "rules know by this attribute which accounts are one person's, who does not approve for"
          + " themselves";

  @Override
  public void recognise(Rows rows) {
    rows.inserted(UserAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.updated(
        UserAttributeEntity.class,
        (row, update) -> of(row, AttributeNames.of(row.getName(), update)));
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
        (row, update) -> of(row, AttributeNames.of(row.getName(), update)));
  }

  private static @Nullable Described of(UserAttributeEntity row, List<String> names) {
    return of(new Holder.Local(row.getUser()), names);
  }

  private static @Nullable Described of(FederatedUserAttributeEntity row, List<String> names) {
    return of(new Holder.Federated(row.getRealmId(), row.getUserId()), names);
  }

  private static @Nullable Described of(Holder holder, List<String> names) {
    return names.isEmpty() ? null : new Described(holder, names);
  }

  /** Attributes of a user were written or taken away. */
  record Described(Holder holder, List<String> names) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }

    @Override
    public void guard(JudgedRealm realm) {
      DecidingAttributes attributes = realm.protection().attributes();
      for (String name : names) {
        if (attributes.decides(name)) {
          Mode mode = mode(name, attributes, realm);
          if (mode != Mode.OFF && !isFromDirectory(name, realm)) {
            boolean person = attributes.ofNewAccount(name) != Mode.OFF;
            realm
                .guard()
                .requireTrusted(
                    mode,
                    Areas.APPROVERS,
                    person ? WHY : SubjectAttributes.WHY,
                    "UserAttributeEntity " + name);
          }
        }
      }
    }

    private Mode mode(String name, DecidingAttributes attributes, JudgedRealm realm) {
      return realm.made().isNewUser(holder.userId())
          ? attributes.ofNewAccount(name)
          : realm
              .contents()
              .user(holder.userId())
              .map(subject -> attributes.of(subject, name))
              .orElse(Mode.OFF);
    }

    private boolean isFromDirectory(String name, JudgedRealm realm) {
      return realm
          .guard()
          .isSaidByDirectory(holder.userId(), realm.made().isNewUser(holder.userId()), name);
    }
  }
}
