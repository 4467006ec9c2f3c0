package io.ticketgate.keycloak.token;

import io.ticketgate.core.access.Entitlement;
import io.ticketgate.core.binding.Binding;
import io.ticketgate.core.rule.Rule;
import io.ticketgate.core.token.Assurance;
import io.ticketgate.core.token.CarryDecision;
import io.ticketgate.core.token.TokenPolicy;
import io.ticketgate.keycloak.calls.Entitlements;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.utils.RoleUtils;

/**
 * Which roles of one user count where permissions are decided: the same that a token of the user
 * could carry. Each role is decided on once.
 */
public final class CountedRoles implements TokenRoles {

  private final TokenPolicy policy;
  private final TokenRealm realm;
  private final String userId;
  private final boolean derived;
  private final Assurance assurance;
  private final Map<String, CarryDecision> decided = new HashMap<>();

  CountedRoles(
      TokenPolicy policy, TokenRealm realm, String userId, boolean derived, Assurance assurance) {
    this.policy = policy;
    this.realm = realm;
    this.userId = userId;
    this.derived = derived;
    this.assurance = assurance;
  }

  /** Returns whether somebody else acts for the user. */
  public boolean derived() {
    return derived;
  }

  /** Returns whether the role, if the user holds it, counts. */
  public boolean counts(RoleModel role) {
    return counts(Entitlements.of(role));
  }

  /** Returns whether membership in the group counts: it does not where a role of it does not. */
  public boolean counts(GroupModel group) {
    for (GroupModel each = group; each != null; each = each.getParent()) {
      try (Stream<RoleModel> roles =
          RoleUtils.expandCompositeRolesStream(each.getRoleMappingsStream())) {
        if (!roles.allMatch(this::counts)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public boolean show(@Nullable String clientId, String role) {
    return counts(realm.role(clientId, role));
  }

  /** Returns whether a text may stand in a claim, which somebody may read as a role's name. */
  public boolean showText(String text) {
    return realm.rolesShownAs(text).stream().allMatch(this::counts);
  }

  private boolean counts(Entitlement role) {
    return decided.computeIfAbsent(role.id(), id -> decide(role)).carried();
  }

  /** Returns whether these are the roles of that user. */
  public boolean areOf(String id) {
    return userId.equals(id);
  }

  /** Ids of the protected roles that were asked for and count. */
  public Set<String> countedProtected() {
    return decided.entrySet().stream()
        .filter(each -> each.getValue().carried())
        .filter(each -> !(each.getValue() instanceof CarryDecision.Free))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The bindings by which they count. */
  public Set<Binding> relied() {
    return decided.values().stream()
        .filter(CarryDecision.Covered.class::isInstance)
        .map(each -> ((CarryDecision.Covered) each).binding())
        .collect(Collectors.toUnmodifiableSet());
  }

  private CarryDecision decide(Entitlement role) {
    CarryDecision decision = policy.decide(userId, derived, assurance, role);
    List<Rule> audited = decision.wouldRefuse();
    if (!audited.isEmpty()) {
      realm.wouldRefuse(audited);
    }
    return decision;
  }
}
