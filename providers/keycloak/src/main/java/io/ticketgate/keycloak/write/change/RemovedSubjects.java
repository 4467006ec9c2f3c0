package io.ticketgate.keycloak.write.change;

import org.keycloak.models.jpa.entities.UserEntity;

/** A user or service account that was removed. */
final class RemovedSubjects implements Family {

  @Override
  public void recognise(Rows rows) {
    rows.deleted(UserEntity.class, user -> new Removed(new Holder.Local(user)));
  }

  record Removed(Holder.Local holder) implements AttemptedChange {
    @Override
    public String realmId() {
      return holder.realmId();
    }

    /**
     * Keycloak's UserRemovedEvent does not come for the service account of a deleted client
     * (26.7.3).
     */
    @Override
    public void endWithSubject(JudgedRealm realm) {
      realm.bindings().subjectRemoved(holder.userId());
    }
  }
}
