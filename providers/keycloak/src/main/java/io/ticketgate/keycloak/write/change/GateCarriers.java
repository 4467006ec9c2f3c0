package io.ticketgate.keycloak.write.change;

import io.ticketgate.keycloak.calls.WrittenHere;
import java.util.function.Supplier;
import org.keycloak.models.jpa.entities.GroupEntity;
import org.keycloak.models.jpa.entities.GroupRoleMappingEntity;

/**
 * A group or composite role that carries a role of the gate. Anyone who takes it apart silences the
 * clients that act by it, and no row says afterwards which these are: so it is asked of anyone who
 * takes a role of the gate out of one, or deletes one.
 */
public final class GateCarriers implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.deleted(
        GroupRoleMappingEntity.class,
        row -> new Emptied(row.getGroup()::getRealm, row.getGroup().getId(), row.getRoleId()));
    rows.updated(
        GroupEntity.class,
        (group, update) -> {
          String above = update.replaced("parentId");
          return above == null || GroupEntity.TOP_PARENT_ID.equals(above)
              ? null
              : new Emptied(group::getRealm, group.getId(), above);
        });
  }

  /** A role or group that is deleted, or a role that is taken out of another. */
  public static AttemptedChange removed(String realmId, String id) {
    return new Emptied(() -> realmId, id, id);
  }

  /**
   * Something was taken out of a group or role, or went itself.
   *
   * @param realm finds the realm, once the flush is over
   * @param from what it was taken out of
   * @param takenId what was taken: a role or group
   */
  record Emptied(Supplier<String> realm, String from, String takenId) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      if (!from.equals(takenId)) {
        written.taken(from, takenId);
      }
    }

    @Override
    public String realmId() {
      return realm.get();
    }

    @Override
    public void guard(JudgedRealm judged) {
      if (judged.protection().enforced()) {
        judged.guard().requireEqualOfContents(takenId);
      }
    }
  }
}
