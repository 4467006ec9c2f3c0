package io.ticketgate.keycloak.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The lock under which the bindings of one subject are made and ended; it says nothing else. */
@Entity(name = "TgSubject")
@Table(name = "TG_SUBJECT")
class SubjectEntity {

  @Id
  @Column(name = "ID", length = 64)
  String id = "";

  @Column(name = "REALM_ID", length = 36)
  String realmId = "";

  @Column(name = "SUBJECT_ID", length = 255)
  String subjectId = "";
}
