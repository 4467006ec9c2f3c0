package io.ticketgate.keycloak.write;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.gate.AttemptedExposure;
import io.ticketgate.core.gate.Route;
import io.ticketgate.keycloak.calls.Entitlements;
import io.ticketgate.keycloak.realm.RealmGate;
import io.ticketgate.spi.EntitlementName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.jpa.entities.ProtocolMapperEntity;

/** What changes about tokens come to: which protected names they can carry from now on. */
final class TokenReach {

  private final RealmGate gate;
  private final RealmModel realm;
  private final CarriedRoles carried;

  TokenReach(RealmGate gate, CarriedRoles carried) {
    this.gate = gate;
    this.realm = gate.realm();
    this.carried = carried;
  }

  List<AttemptedExposure> exposures(AttemptedChange change) {
    List<AttemptedExposure> exposures = new ArrayList<>();
    if (change instanceof AttemptedChange.TokenMapperWritten written) {
      ProtocolMapperEntity mapper = written.mapper();
      Attempts.expose(
          Route.PROTOCOL_MAPPER,
          Attempts.configuration(mapper.getId(), "mapper " + mapper.getName() + where(mapper)),
          carried.of(
              CarriedBy.protocolMapper(
                  mapper.getProtocol(), mapper.getProtocolMapper(), mapper.getConfig())),
          exposures);
    } else if (change instanceof AttemptedChange.ScopeGiven given) {
      ClientScopeModel scope = realm.getClientScopeById(given.scopeId());
      if (scope != null) {
        Attempts.expose(
            Route.CLIENT_SCOPE,
            Attempts.configuration(given.toWhom(), "client scope " + scope.getName()),
            carriedBy(scope),
            exposures);
        scope
            .getScopeMappingsStream()
            .map(Entitlements::of)
            .map(role -> widening(Route.CLIENT_SCOPE, given.toWhom(), role))
            .forEach(exposures::add);
      }
    } else if (change instanceof AttemptedChange.ScopeWidened widened) {
      RoleModel role = realm.getRoleById(widened.roleId());
      if (role != null) {
        exposures.add(widening(Route.SCOPE_MAPPING, widened.where(), Entitlements.of(role)));
      }
    } else if (change instanceof AttemptedChange.ScopeOpened opened) {
      gate.protectedRoles()
          .existing()
          .forEach(role -> exposures.add(widening(Route.SCOPE_MAPPING, opened.clientUuid(), role)));
    } else if (change instanceof AttemptedChange.RoleRenamed renamed) {
      RoleModel role = realm.getRoleById(renamed.roleId());
      if (role != null && newlyProtected(role, renamed.before(role))) {
        exposures.add(renaming(role));
      }
    } else if (change instanceof AttemptedChange.ClientRenamed renamed) {
      ClientModel client = realm.getClientById(renamed.clientUuid());
      if (client != null) {
        client
            .getRolesStream()
            .filter(role -> newlyProtected(role, renamed.before(role)))
            .forEach(role -> exposures.add(renaming(role)));
      }
    }
    return exposures;
  }

  private static String where(ProtocolMapperEntity mapper) {
    return mapper.getClient() == null
        ? " of client scope " + mapper.getClientScope().getName()
        : " of client " + mapper.getClient().getClientId();
  }

  private Set<Entitlement> carriedBy(ClientScopeModel scope) {
    Set<Carried> all = new HashSet<>();
    scope
        .getProtocolMappersStream()
        .forEach(
            mapper ->
                all.addAll(
                    CarriedBy.protocolMapper(
                        mapper.getProtocol(), mapper.getProtocolMapper(), mapper.getConfig())));
    return carried.of(all);
  }

  /** A token that may carry more does no harm as long as everybody who holds it may. */
  private static AttemptedExposure widening(Route route, String where, Entitlement role) {
    return new AttemptedExposure(
        route, Attempts.configuration(where, "the wider scope of a client"), role, true);
  }

  /** Whoever has the role under its old name has it under the protected one from now on. */
  private static AttemptedExposure renaming(RoleModel role) {
    return new AttemptedExposure(
        Route.RENAME,
        Attempts.configuration(role.getId(), "the new name"), //
        Entitlements.of(role),
        true);
  }

  private boolean newlyProtected(RoleModel role, EntitlementName before) {
    return gate.rules().protection().newlyProtects(Entitlements.of(role), before);
  }
}
