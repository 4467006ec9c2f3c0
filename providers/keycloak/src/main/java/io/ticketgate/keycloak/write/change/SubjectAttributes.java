package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Subject;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.rule.Mode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.GroupAttributeEntity;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.RoleAttributeEntity;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * An attribute of a client, group or role by which rules know who owns it, who reviews its grants,
 * or which configuration item its tickets are about. Who makes the client, group or role says it;
 * who only edits it does not.
 */
final class SubjectAttributes implements Family {

  static final String WHY =
      "rules know by this attribute who owns or reviews access, or which configuration item its"
          + " tickets are about";

  @Override
  public void recognise(Rows rows) {
    rows.inserted(GroupEntity.class, row -> new Made(row::getRealm, row.getId()));
    rows.inserted(RoleEntity.class, row -> new Made(row::getRealmId, row.getId()));
    rows.inserted(ClientAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.updated(
        ClientAttributeEntity.class,
        (row, update) -> of(row, AttributeNames.of(row.getName(), update)));
    rows.deleted(ClientAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.inserted(GroupAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.updated(
        GroupAttributeEntity.class,
        (row, update) -> of(row, AttributeNames.of(row.getName(), update)));
    rows.deleted(GroupAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.inserted(RoleAttributeEntity.class, row -> of(row, List.of(row.getName())));
    rows.updated(
        RoleAttributeEntity.class,
        (row, update) -> of(row, AttributeNames.of(row.getName(), update)));
    rows.deleted(RoleAttributeEntity.class, row -> of(row, List.of(row.getName())));
  }

  private static @Nullable Described of(ClientAttributeEntity row, List<String> names) {
    ClientEntity client = row.getClient();
    return of(Kind.CLIENT, client::getRealmId, client.getId(), names);
  }

  private static @Nullable Described of(GroupAttributeEntity row, List<String> names) {
    GroupEntity group = row.getGroup();
    return of(Kind.GROUP, group::getRealm, group.getId(), names);
  }

  private static @Nullable Described of(RoleAttributeEntity row, List<String> names) {
    RoleEntity role = row.getRole();
    return of(Kind.ROLE, role::getRealmId, role.getId(), names);
  }

  private static @Nullable Described of(
      Kind kind, Supplier<String> realm, String id, List<String> names) {
    return names.isEmpty() ? null : new Described(kind, realm, id, names);
  }

  /** What is described. */
  enum Kind {
    CLIENT,
    GROUP,
    ROLE
  }

  /**
   * A group or role is new.
   *
   * @param realm finds the realm, once the flush is over
   */
  record Made(Supplier<String> realm, String id) implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public void announce(MadeInTransaction made) {
      made.structure(id);
    }
  }

  /**
   * Attributes were written or taken away.
   *
   * @param realm finds the realm, once the flush is over
   */
  record Described(Kind kind, Supplier<String> realm, String id, List<String> names)
      implements AttemptedChange {
    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public void guard(JudgedRealm judged) {
      for (String name : names) {
        if (judged.protection().attributes().decides(name)) {
          Mode mode =
              subject(judged)
                  .map(subject -> judged.protection().attributes().of(subject, name))
                  .orElse(Mode.OFF);
          if (mode != Mode.OFF && !isOwnWork(name, judged)) {
            judged.guard().requireTrusted(mode, Areas.APPROVERS, WHY, entity() + " " + name);
          }
        }
      }
    }

    /** Whose they are; empty where it is new, or has gone with them. */
    private Optional<Subject> subject(JudgedRealm judged) {
      return switch (kind) {
        case CLIENT ->
            judged.made().isNewClient(id) ? Optional.empty() : judged.contents().client(id);
        case GROUP ->
            judged.made().isNewStructure(id) ? Optional.empty() : judged.contents().group(id);
        case ROLE ->
            judged.made().isNewStructure(id) ? Optional.empty() : judged.contents().composite(id);
      };
    }

    private boolean isOwnWork(String name, JudgedRealm judged) {
      return kind == Kind.CLIENT && judged.contents().ownerIsOwnWork(id, name);
    }

    private String entity() {
      return switch (kind) {
        case CLIENT -> "ClientAttributeEntity";
        case GROUP -> "GroupAttributeEntity";
        case ROLE -> "RoleAttributeEntity";
      };
    }
  }
}
