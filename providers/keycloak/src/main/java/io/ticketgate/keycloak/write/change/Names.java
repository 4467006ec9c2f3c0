package io.ticketgate.keycloak.write.change;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.classification.Areas;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.core.rule.Mode;
import io.ticketgate.core.rule.NamedRoles;
import io.ticketgate.keycloak.calls.WrittenHere;
import io.ticketgate.spi.EntitlementName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.jpa.entities.ClientEntity;
import org.keycloak.models.jpa.entities.RealmEntity;
import org.keycloak.models.jpa.entities.RoleEntity;

/**
 * A role or client that gets another name. It stays protected when it gives up the name by which a
 * rule knew it. When a role takes a protected name, everybody who holds it has the protected role.
 */
final class Names implements Family {

  /** These roles are known by name: anyone who renames a role they hold to that name has it. */
  private static final String OF_THE_GATE =
      "Only ticket-gate-admin may rename a role of the ticket gate, or a client that has one.";

  private static final String WHY =
      "tickets and rules name roles and clients, and tokens show the names to others";

  private static final String WHY_REALM =
      "the ITSM calls the gate, and applications know the issuer of tokens, by the realm's name";

  private static final String WHY_APPROVERS =
      "rules name by it the role that an approver, an owner, or anyone who makes an emergency grant, must hold";

  private static final String WHY_EXCLUSIVE =
      "rules name by it a role that one person may not combine with others";

  @Override
  public void recognise(Rows rows) {
    rows.updated(RoleEntity.class, Names::role);
    rows.updated(ClientEntity.class, Names::client);
    rows.updated(RealmEntity.class, Names::realm);
  }

  private static @Nullable RoleRenamed role(RoleEntity role, Rows.Update update) {
    String old = update.replaced("name");
    return old == null ? null : new RoleRenamed(role.getRealmId(), role.getId(), old);
  }

  private static @Nullable ClientRenamed client(ClientEntity client, Rows.Update update) {
    String old = update.replaced("clientId");
    return old == null ? null : new ClientRenamed(client.getRealmId(), client.getId(), old);
  }

  private static @Nullable RealmRenamed realm(RealmEntity realm, Rows.Update update) {
    String old = update.replaced("name");
    return old == null ? null : new RealmRenamed(realm.getId(), old);
  }

  private static AttemptedExposure exposure(Entitlement role) {
    return new AttemptedExposure(
        Route.RENAME, Exposures.configuration(role.id(), "the new name"), role, true);
  }

  /** How strictly rules guard the name that a role gives up. */
  private static Mode guarding(Entitlement role, EntitlementName before, JudgedRealm realm) {
    if (realm.protection().strictest() == Mode.OFF) {
      return Mode.OFF;
    }
    return strictest(
        Stream.concat(
            Stream.of(realm.protection().modeAs(role, before)),
            // A ticket may be for a role only because of what the role contains.
            realm.contents().closure(role).stream()
                .filter(part -> !part.equals(role))
                .map(part -> realm.protection().modeAs(part, part.name()))));
  }

  /** A ticket for a composite role was approved with the names of what the role contains. */
  private static Mode guardingAsParts(Stream<Entitlement> roles, JudgedRealm realm) {
    if (realm.protection().strictest() == Mode.OFF) {
      return Mode.OFF;
    }
    Set<String> ids = roles.map(Entitlement::id).collect(Collectors.toSet());
    return ids.isEmpty()
        ? Mode.OFF
        : strictest(
            realm.contents().bringing(ids).stream()
                .filter(composite -> !ids.contains(composite.id()))
                .map(composite -> realm.protection().modeAs(composite, composite.name())));
  }

  private static Mode strictest(Stream<Mode> modes) {
    return modes.max(Comparator.naturalOrder()).orElse(Mode.OFF);
  }

  /** A rule goes on to mean whatever role has the name. */
  private static void requireNames(
      Entitlement role, EntitlementName before, String what, JudgedRealm realm) {
    NamedRoles named = realm.protection().named();
    realm
        .guard()
        .requireTrusted(named.renamingApprover(role, before), Areas.APPROVERS, WHY_APPROVERS, what);
    realm
        .guard()
        .requireTrusted(named.renamingExclusive(role, before), Areas.NAMES, WHY_EXCLUSIVE, what);
  }

  record RoleRenamed(String realmId, String roleId, String oldName) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.renamed(roleId, oldName);
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return realm
          .contents()
          .role(roleId)
          .filter(role -> realm.protection().newlyProtects(role, before(role)))
          .map(Names::exposure)
          .stream()
          .toList();
    }

    @Override
    public void guard(JudgedRealm realm) {
      Optional<Entitlement> role = realm.contents().role(roleId);
      if (role.isEmpty()) {
        return;
      }
      if (realm.guard().isGateRole(roleId) || realm.guard().isNameOfGateRole(oldName)) {
        realm.guard().requireAdmin(OF_THE_GATE);
      }
      Mode mode =
          strictest(
              Stream.of(
                  guarding(role.get(), before(role.get()), realm),
                  guardingAsParts(Stream.of(role.get()), realm)));
      realm.guard().requireTrusted(mode, Areas.NAMES, WHY, "RoleEntity.name");
      requireNames(role.get(), before(role.get()), "RoleEntity.name", realm);
    }

    @Override
    public void remember(JudgedRealm realm) {
      realm
          .contents()
          .role(roleId)
          .ifPresent(role -> realm.protection().rememberRenamed(roleId, before(role)));
    }

    /** What the role was called before. */
    private EntitlementName before(Entitlement role) {
      return role.name() instanceof EntitlementName.ClientRole ofClient
          ? new EntitlementName.ClientRole(ofClient.client(), oldName)
          : new EntitlementName.RealmRole(oldName);
    }
  }

  /** A realm got another name. Whoever calls it by the old one, such as the ITSM, is not heard. */
  record RealmRenamed(String realmId, String oldName) implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.renamed(realmId, oldName);
    }

    @Override
    public void guard(JudgedRealm realm) {
      realm
          .guard()
          .requireTrusted(
              realm.protection().strictest(), Areas.NAMES, WHY_REALM, "RealmEntity.name");
    }
  }

  /** A client, and with it every role it owns, got another name. */
  record ClientRenamed(String realmId, String clientUuid, String oldClientId)
      implements AttemptedChange {
    @Override
    public void note(WrittenHere written) {
      written.renamed(clientUuid, oldClientId);
    }

    @Override
    public void announce(MadeInTransaction made) {
      made.clientNamed(clientUuid);
    }

    /** A client that takes a protected name brings the credential it has. */
    @Override
    public List<AttemptedGrant> grants(JudgedRealm realm) {
      return realm
          .contents()
          .credential(clientUuid)
          .filter(credential -> realm.protection().newlyProtects(credential, before()))
          .flatMap(credential -> Credentials.grant(clientUuid, realm))
          .stream()
          .toList();
    }

    @Override
    public List<AttemptedExposure> exposures(JudgedRealm realm) {
      return roles(realm)
          .filter(role -> realm.protection().newlyProtects(role, before(role)))
          .map(Names::exposure)
          .toList();
    }

    /** Another client may take the name of the one whose roles administer the gate. */
    @Override
    public void guard(JudgedRealm realm) {
      if (realm.contents().isNamedAfterItsRealm(clientUuid)) {
        return; // the realm was renamed, and Keycloak has seen to its client
      }
      Stream<Mode> ofCredential =
          realm.contents().credential(clientUuid).stream()
              .map(credential -> realm.protection().modeAs(credential, before()));
      Stream<Mode> ofRoles = roles(realm).map(role -> guarding(role, before(role), realm));
      Mode mode =
          strictest(
              Stream.of(
                  strictest(ofCredential),
                  strictest(ofRoles),
                  guardingAsParts(roles(realm), realm)));
      realm.guard().requireTrusted(mode, Areas.NAMES, WHY, "ClientEntity.clientId");
      roles(realm)
          .forEach(role -> requireNames(role, before(role), "ClientEntity.clientId", realm));
      if (roles(realm)
          .map(Entitlement::name)
          .anyMatch(
              name ->
                  name instanceof EntitlementName.ClientRole role
                      && realm.guard().isNameOfGateRole(role.role()))) {
        realm.guard().requireAdmin(OF_THE_GATE);
      }
    }

    @Override
    public void remember(JudgedRealm realm) {
      if (realm.contents().client(clientUuid).isPresent()) {
        if (realm.contents().isNamedAfterItsRealm(clientUuid)) {
          realm.bindings().namesFollow(clientUuid);
        }
        realm.protection().rememberRenamed(clientUuid, before());
        roles(realm).forEach(role -> realm.protection().rememberRenamed(role.id(), before(role)));
      }
    }

    private Stream<Entitlement> roles(JudgedRealm realm) {
      return realm.contents().rolesOfClient(clientUuid).stream();
    }

    /** What a role of the client was called before. */
    private EntitlementName before(Entitlement role) {
      return role.name() instanceof EntitlementName.ClientRole ofClient
          ? new EntitlementName.ClientRole(oldClientId, ofClient.role())
          : role.name();
    }

    /** What the credential of the client was called before. */
    private EntitlementName before() {
      return new EntitlementName.ClientCredential(oldClientId);
    }
  }
}
