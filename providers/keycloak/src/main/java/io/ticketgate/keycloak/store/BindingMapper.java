package io.ticketgate.keycloak.store;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Person;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.binding.IssuedCredential;
import io.ticketgate.spi.EntitlementName;
import io.ticketgate.spi.TicketRef;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows to bindings and back. */
final class BindingMapper {

  private static final String CALLED = ":";

  private BindingMapper() {}

  static BindingEntity row(String realmId, Binding binding) {
    BindingEntity row = new BindingEntity();
    row.id = binding.id();
    row.realmId = realmId;
    row.subjectKind = binding.subject().kind();
    row.subjectId = binding.subject().id();
    row.subjectName = binding.subject().name();
    if (binding.subject().kind() == Subject.Kind.AGENT) {
      row.actsForId = binding.subject().beneficiaryId();
      row.actsForName = binding.subject().agentNames().role();
    }
    row.entitlementId = binding.entitlement().id();
    name(row, binding.entitlement().name());
    row.ticketId = JpaTickets.ticketId(realmId, binding.ticket());
    row.ticketSystem = binding.ticket().system();
    row.ticketKey = binding.ticket().key();
    row.ticketVersion = binding.evidence().ticketVersion();
    row.ticketDigest = binding.evidence().digest();
    row.parts = parts(binding.evidence().parts());
    row.ruleNames = TicketJson.writeNames(binding.rules());
    row.ruleDigest = binding.ruleDigest();
    row.status = binding.status();
    row.requestedBy = binding.requestedBy();
    Person granter = binding.grantedBy();
    row.grantedById = granter == null ? null : granter.id();
    row.grantedByName = granter == null ? null : granter.name();
    Person owner = binding.owner();
    row.ownerId = owner == null ? null : owner.id();
    row.ownerName = owner == null ? null : owner.name();
    row.approvers = TicketJson.writePeople(binding.approvers());
    row.justification = binding.justification();
    row.createdAt = binding.createdAt().toEpochMilli();
    row.notBefore = binding.notBefore().toEpochMilli();
    row.expiresAt = binding.expiresAt().toEpochMilli();
    row.lastUsedAt = binding.lastUsedAt() == null ? null : binding.lastUsedAt().toEpochMilli();
    row.endedAt = binding.endedAt() == null ? null : binding.endedAt().toEpochMilli();
    row.cause = binding.cause();
    row.administers = binding.administers();
    row.ephemeral = binding.ephemeral();
    issued(row, binding.issued());
    ScheduleColumns.write(row, binding.schedule());
    return row;
  }

  static Binding binding(BindingEntity row) {
    return new Binding(
        row.id,
        new Subject(row.subjectKind, row.subjectId, row.subjectName),
        new Entitlement(row.entitlementId, name(row)),
        new TicketRef(row.ticketSystem, row.ticketKey),
        TicketJson.readNames(row.ruleNames),
        row.ruleDigest,
        row.status,
        row.requestedBy,
        person(row.grantedById, row.grantedByName),
        person(row.ownerId, row.ownerName),
        TicketJson.readPeople(row.approvers),
        row.justification,
        new Binding.Evidence(
            row.ticketVersion,
            row.ticketDigest,
            row.parts == null ? Map.of() : readParts(row.parts)),
        Instant.ofEpochMilli(row.createdAt),
        Instant.ofEpochMilli(row.notBefore),
        Instant.ofEpochMilli(row.expiresAt),
        row.lastUsedAt == null ? null : Instant.ofEpochMilli(row.lastUsedAt),
        row.endedAt == null ? null : Instant.ofEpochMilli(row.endedAt),
        row.cause,
        issued(row),
        ScheduleColumns.read(row),
        Boolean.TRUE.equals(row.ephemeral));
  }

  private static void issued(BindingEntity row, @Nullable IssuedCredential issued) {
    if (issued != null) {
      row.credentialMarks =
          issued.marks().stream()
              .map(CredentialMark::toString)
              .sorted()
              .collect(Collectors.joining(" "));
      row.credentialAt = issued.issuedAt().toEpochMilli();
      Instant until = issued.goodUntil();
      row.credentialUntil = until == null ? null : until.toEpochMilli();
    }
  }

  private static @Nullable IssuedCredential issued(BindingEntity row) {
    if (row.credentialMarks == null || row.credentialAt == null) {
      return null;
    }
    return new IssuedCredential(
        Arrays.stream(row.credentialMarks.split(" "))
            .filter(mark -> !mark.isEmpty()) // a change that has set nothing to prove oneself by
            .map(CredentialMark::parse)
            .collect(Collectors.toSet()),
        Instant.ofEpochMilli(row.credentialAt),
        row.credentialUntil == null ? null : Instant.ofEpochMilli(row.credentialUntil));
  }

  /**
   * As the column holds them: each id between quotes, by which a query looks for one, and what it
   * was called after a colon, so that no name looks like an id. An id with a quote in it could look
   * like several, and covers nothing.
   */
  static String parts(Map<String, String> parts) {
    Map<String, String> stored = new TreeMap<>();
    parts.forEach(
        (id, name) -> {
          if (!id.contains("\"")) {
            stored.put(id, CALLED + name);
          }
        });
    return TicketJson.writeTexts(stored);
  }

  /** Versions before 2026-11-29 stored the ids alone. */
  static Map<String, String> readParts(String column) {
    Map<String, String> parts = new HashMap<>();
    TicketJson.readTexts(column)
        .forEach(
            (id, text) ->
                parts.put(id, text.startsWith(CALLED) ? text.substring(CALLED.length()) : ""));
    return parts;
  }

  static @Nullable Person person(@Nullable String id, @Nullable String name) {
    return id == null ? null : new Person(id, name == null ? id : name);
  }

  /** The condition under which a row holds that name; its parameters are added. */
  static String conditions(EntitlementName name, Map<String, Object> parameters) {
    BindingEntity wanted = new BindingEntity();
    name(wanted, name);
    parameters.put("entitlementKind", wanted.entitlementKind);
    parameters.put("entitlementName", wanted.entitlementName);
    String condition =
        "b.entitlementKind = :entitlementKind and b.entitlementName = :entitlementName";
    if (wanted.entitlementClient == null) {
      return condition;
    }
    parameters.put("entitlementClient", wanted.entitlementClient);
    return condition + " and b.entitlementClient = :entitlementClient";
  }

  static void name(BindingEntity row, EntitlementName name) {
    if (name instanceof EntitlementName.RealmRole role) {
      row.entitlementKind = BindingEntity.EntitlementKind.REALM_ROLE;
      row.entitlementName = role.role();
    } else if (name instanceof EntitlementName.ClientRole role) {
      row.entitlementKind = BindingEntity.EntitlementKind.CLIENT_ROLE;
      row.entitlementClient = role.client();
      row.entitlementName = role.role();
    } else if (name instanceof EntitlementName.ClientCredential credential) {
      row.entitlementKind = BindingEntity.EntitlementKind.CLIENT_CREDENTIAL;
      row.entitlementName = credential.clientId();
    } else if (name instanceof EntitlementName.Configuration configuration) {
      row.entitlementKind = BindingEntity.EntitlementKind.CONFIGURATION;
      row.entitlementName = configuration.area();
    }
  }

  static EntitlementName name(BindingEntity row) {
    return switch (row.entitlementKind) {
      case REALM_ROLE -> new EntitlementName.RealmRole(row.entitlementName);
      case CLIENT_ROLE ->
          new EntitlementName.ClientRole(
              row.entitlementClient == null ? "?" : row.entitlementClient, row.entitlementName);
      case CLIENT_CREDENTIAL -> new EntitlementName.ClientCredential(row.entitlementName);
      case CONFIGURATION -> new EntitlementName.Configuration(row.entitlementName);
    };
  }
}
