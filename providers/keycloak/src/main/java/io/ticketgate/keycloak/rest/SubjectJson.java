package io.ticketgate.keycloak.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A subject: in a request exactly one of the fields is set, in an answer the name, and of a person
 * the id.
 *
 * @param group path of a group that is to carry the role, {@code /dba}
 * @param role a role that is to contain it: {@code ops}, or {@code orders/ops} for a client role
 * @param onBehalfOf the person for whom the service account acts, by token exchange; with {@code
 *     serviceAccount} alone
 * @param configuration what hands out the role since before the rule; in answers only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "In a request exactly one of the fields is set")
public record SubjectJson(
    @Nullable String user,
    @Nullable String userId,
    @Nullable String serviceAccount,
    @Nullable String group,
    @Nullable String role,
    @Nullable OnBehalfOf onBehalfOf,
    @Nullable String configuration) {

  /**
   * A person for whom a service account acts: in a request exactly one of the fields is set.
   *
   * @param user the user name
   * @param userId Keycloak's id
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record OnBehalfOf(@Nullable String user, @Nullable String userId) {

    SubjectJson subject() {
      return new SubjectJson(user, userId, null, null, null, null, null);
    }
  }

  /** A client, or its service account, by the client id. */
  static SubjectJson ofClient(String clientId) {
    return new SubjectJson(null, null, clientId, null, null, null, null);
  }

  /**
   * The subject that a request names, by exactly one name that is not blank.
   *
   * @throws GateException.Invalid otherwise
   */
  static SubjectJson requireOne(@Nullable SubjectJson json, String field) {
    if (json == null
        || Stream.of(json.user, json.userId, json.serviceAccount, json.group, json.role)
                .filter(Objects::nonNull)
                .count()
            != 1) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST,
          field,
          field + " has exactly one of user, userId, serviceAccount, group and role.");
    }
    require(json.user, field + ".user");
    require(json.userId, field + ".userId");
    require(json.serviceAccount, field + ".serviceAccount");
    require(json.group, field + ".group");
    require(json.role, field + ".role");
    if (json.onBehalfOf != null) {
      if (json.serviceAccount == null) {
        throw RequestBody.invalid(
            ErrorCode.INVALID_REQUEST,
            field + ".onBehalfOf",
            "A service account acts on behalf of a person: name it as serviceAccount.");
      }
      requireOnePerson(json.onBehalfOf, field + ".onBehalfOf");
    }
    return json;
  }

  private static void requireOnePerson(OnBehalfOf person, String field) {
    if ((person.user == null) == (person.userId == null)) {
      throw RequestBody.invalid(
          ErrorCode.INVALID_REQUEST, field, field + " has exactly one of user and userId.");
    }
    require(person.user, field + ".user");
    require(person.userId, field + ".userId");
  }

  private static void require(@Nullable String name, String field) {
    if (name != null) {
      RequestBody.required(name, field);
    }
  }

  static SubjectJson of(Subject subject) {
    return switch (subject.kind()) {
      case USER -> new SubjectJson(subject.name(), subject.id(), null, null, null, null, null);
      case SERVICE_ACCOUNT ->
          new SubjectJson(null, subject.id(), subject.name(), null, null, null, null);
      case AGENT ->
          new SubjectJson(
              null,
              subject.actorId(),
              subject.agentNames().client(),
              null,
              null,
              new OnBehalfOf(subject.agentNames().role(), subject.beneficiaryId()),
              null);
      case CLIENT -> ofClient(subject.name());
      case GROUP -> new SubjectJson(null, null, null, subject.name(), null, null, null);
      case ROLE -> new SubjectJson(null, null, null, null, subject.name(), null, null);
      case CONFIGURATION -> new SubjectJson(null, null, null, null, null, null, subject.name());
    };
  }
}
