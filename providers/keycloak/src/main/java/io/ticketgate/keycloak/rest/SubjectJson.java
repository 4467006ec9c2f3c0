package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.Subject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A subject: in a request exactly one of the fields is set, in an answer the name and the id. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "In a request exactly one of the fields is set")
public record SubjectJson(
    @Nullable String user, @Nullable String userId, @Nullable String serviceAccount) {

  static SubjectJson of(Subject subject) {
    return switch (subject.kind()) {
      case USER -> new SubjectJson(subject.name(), subject.id(), null);
      case SERVICE_ACCOUNT -> new SubjectJson(null, subject.id(), subject.name());
    };
  }
}
