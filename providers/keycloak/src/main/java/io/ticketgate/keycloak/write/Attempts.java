package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.access.Holding;
import io.ticketgate.core.access.Subject;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.AttemptedGrant;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.calls.Subjects;
import io.ticketgate.keycloak.realm.RealmGate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.jpa.entities.IdentityProviderMapperEntity;

/**
 * What the changes of one realm come to: who gains which role by them. What was undone again within
 * the transaction comes to nothing.
 */
final class Attempts {

  private final RealmGate gate;
  private final RealmModel realm;
  private final CarriedRoles carried;
  private final TokenReach tokens;

  Attempts(RealmGate gate) {
    this.gate = gate;
    this.realm = gate.realm();
    this.carried = new CarriedRoles(gate);
    this.tokens = new TokenReach(gate, carried);
  }

  /** The grants among the changes, which a ticket may cover. */
  List<AttemptedGrant> grants(List<AttemptedChange> changes) {
    List<AttemptedGrant> grants = new ArrayList<>(new CredentialAttempts(gate).among(changes));
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.RoleMapped mapped) {
        person(mapped.holder())
            .flatMap(who -> role(mapped.roleId()).map(role -> grant(Route.ROLE_MAPPING, who, role)))
            .ifPresent(grants::add);
      } else if (change instanceof AttemptedChange.GroupJoined joined) {
        person(joined.holder()).ifPresent(who -> grants.addAll(joining(who, joined.groupId())));
      } else if (change instanceof AttemptedChange.RoleMappedToGroup mapped) {
        group(mapped.group().getId())
            .map(Subjects::of)
            .flatMap(who -> role(mapped.roleId()).map(role -> grant(Route.GROUP_ROLE, who, role)))
            .ifPresent(grants::add);
      } else if (change instanceof AttemptedChange.GroupPlaced placed) {
        group(placed.group().getId()).ifPresent(group -> grants.addAll(inherited(group)));
      } else if (change instanceof AttemptedChange.CompositeAdded added) {
        Optional.ofNullable(realm.getRoleById(added.composite().getId()))
            .map(Subjects::of)
            .flatMap(who -> role(added.roleId()).map(role -> grant(Route.COMPOSITE, who, role)))
            .ifPresent(grants::add);
      }
    }
    return grants;
  }

  /** The configuration among the changes, which no ticket covers. */
  List<AttemptedExposure> exposures(List<AttemptedChange> changes) {
    List<AttemptedExposure> exposures = new ArrayList<>();
    Set<String> newClients = new HashSet<>();
    for (AttemptedChange change : changes) {
      if (change instanceof AttemptedChange.ClientCreated created) {
        newClients.add(created.clientUuid());
      } else if (change instanceof AttemptedChange.DefaultGroupAdded added) {
        expose(
            Route.DEFAULT_GROUP,
            configuration(added.groupId(), "the default groups"),
            gate.roles().carried(added.groupId()),
            exposures);
      } else if (change instanceof AttemptedChange.DefaultRoleChosen chosen) {
        role(chosen.roleId())
            .ifPresent(
                role ->
                    expose(
                        Route.COMPOSITE,
                        configuration(chosen.roleId(), "the default role of the realm"),
                        Set.of(role),
                        exposures));
      } else if (change instanceof AttemptedChange.GroupRenamed renamed) {
        // A directory's mapper knows its group by the path.
        exposures.addAll(handedOut(gate.roles().carried(renamed.group().getId())));
      } else if (change instanceof AttemptedChange.LoginMapperWritten written) {
        loginMapper(written.mapper(), exposures);
      } else if (change instanceof AttemptedChange.Configured configured) {
        ComponentModel mapper = realm.getComponent(configured.component().getId());
        if (mapper != null && mapper.getProviderType().equals(PreWriteListener.LDAP_MAPPER)) {
          storageMapper(mapper, exposures);
        }
      } else if (!(change instanceof AttemptedChange.ScopeOpened opened
          && newClients.contains(opened.clientUuid()))) {
        exposures.addAll(tokens.exposures(change));
      }
    }
    return exposures;
  }

  /**
   * Roles of structures that a directory hands out: whoever it counts in gets them, and nothing is
   * written when it does.
   *
   * @param roles what a group or composite role carries from now on
   */
  private List<AttemptedExposure> handedOut(Set<Entitlement> roles) {
    List<AttemptedExposure> exposures = new ArrayList<>();
    if (roles.isEmpty()) {
      return exposures;
    }
    realm
        .getComponentsStream()
        .filter(each -> each.getProviderType().equals(PreWriteListener.LDAP_MAPPER))
        .forEach(
            mapper -> {
              Set<Entitlement> reached = new HashSet<>();
              carried
                  .of(stored(mapper))
                  .forEach(role -> reached.addAll(gate.roles().closure(role)));
              reached.retainAll(roles);
              expose(
                  Route.USER_FEDERATION,
                  configuration(mapper.getId(), label(mapper)),
                  reached,
                  exposures);
            });
    return exposures;
  }

  /** The same for the structures among the grants. */
  List<AttemptedExposure> handedOut(List<AttemptedGrant> grants) {
    Set<Entitlement> roles = new HashSet<>();
    grants.stream()
        .filter(grant -> grant.subject().structure())
        .map(AttemptedGrant::entitlement)
        .forEach(roles::add);
    return handedOut(roles);
  }

  private List<AttemptedGrant> joining(Subject who, String groupId) {
    return gate.roles().carried(groupId).stream()
        .map(role -> new AttemptedGrant(Route.GROUP_MEMBERSHIP, who, new Holding(role, groupId)))
        .toList();
  }

  /** What a group has from those above it is granted there, and has its binding there. */
  private static List<AttemptedGrant> inherited(GroupModel group) {
    List<AttemptedGrant> inherited = new ArrayList<>();
    for (GroupModel above = group.getParent(); above != null; above = above.getParent()) {
      Subject parent = Subjects.of(above);
      above
          .getRoleMappingsStream()
          .map(Entitlements::of)
          .map(role -> grant(Route.GROUP_TREE, parent, role))
          .forEach(inherited::add);
    }
    return inherited;
  }

  private void loginMapper(IdentityProviderMapperEntity mapper, List<AttemptedExposure> exposures) {
    expose(
        Route.IDENTITY_PROVIDER_MAPPER,
        configuration(
            mapper.getId(),
            "mapper "
                + mapper.getName()
                + " of identity provider "
                + mapper.getIdentityProviderAlias()),
        carried.of(
            CarriedBy.identityProviderMapper(
                mapper.getIdentityProviderMapper(), mapper.getConfig())),
        exposures);
  }

  private void storageMapper(ComponentModel mapper, List<AttemptedExposure> exposures) {
    expose(
        Route.USER_FEDERATION,
        configuration(mapper.getId(), label(mapper)),
        carried.of(stored(mapper)),
        exposures);
  }

  private static Set<Carried> stored(ComponentModel mapper) {
    return CarriedBy.storageMapper(mapper.getProviderId(), mapper.getConfig());
  }

  private static String label(ComponentModel mapper) {
    return "LDAP mapper " + mapper.getName();
  }

  static Subject configuration(String id, String label) {
    return new Subject(Subject.Kind.CONFIGURATION, id, label);
  }

  static void expose(
      Route route, Subject by, Set<Entitlement> roles, List<AttemptedExposure> exposures) {
    // Roles that exist before names that only could be roles: the first is what people are told.
    roles.stream()
        .sorted(Comparator.comparing(role -> role.id().equals(role.name().toString())))
        .forEach(role -> exposures.add(new AttemptedExposure(route, by, role, false)));
  }

  private static AttemptedGrant grant(Route route, Subject who, Entitlement role) {
    return new AttemptedGrant(route, who, Holding.mapped(role));
  }

  private Optional<Subject> person(AttemptedChange.Holder holder) {
    UserModel user = gate.session().users().getUserById(realm, holder.userId());
    return Optional.ofNullable(user).map(found -> Subjects.of(found, realm));
  }

  private Optional<GroupModel> group(String id) {
    return Optional.ofNullable(gate.session().groups().getGroupById(realm, id));
  }

  private Optional<Entitlement> role(String id) {
    return Stream.ofNullable(realm.getRoleById(id)).map(Entitlements::of).findFirst();
  }
}
