package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.token.Assurance;
import io.ticketgate.keycloak.calls.AdminApi;
import io.ticketgate.keycloak.calls.Assurances;
import io.ticketgate.keycloak.calls.DerivedTokens;
import io.ticketgate.keycloak.token.CountedRoles;
import io.ticketgate.keycloak.token.CountedSession;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.AuthorizationProvider;
import org.keycloak.authorization.Decision;
import org.keycloak.authorization.attribute.Attributes;
import org.keycloak.authorization.common.KeycloakIdentity;
import org.keycloak.authorization.identity.Identity;
import org.keycloak.authorization.model.Policy;
import org.keycloak.authorization.permission.ResourcePermission;
import org.keycloak.authorization.policy.evaluation.DefaultPolicyEvaluator;
import org.keycloak.authorization.policy.evaluation.EvaluationContext;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessToken;

/**
 * Keycloak's evaluator of policies, for which only the roles count that a token of the requesting
 * party could carry. Every request for permissions comes here, whatever it proves the party with:
 * there is no other place past which none of its spellings leads. The Admin API goes by what
 * somebody holds, and lets an administrator try policies out with any roles; nobody gets a
 * permission by that.
 */
final class GuardedEvaluator extends DefaultPolicyEvaluator {

  private final KeycloakSession session;
  private final RealmModel realm;
  private @Nullable Party last;

  /** What policies see of who asks. One request evaluates many permissions for the same party. */
  private record Party(
      EvaluationContext asked, EvaluationContext context, AuthorizationProvider authorization) {}

  private record Seen(EvaluationContext context, Identity identity) implements EvaluationContext {
    @Override
    public Identity getIdentity() {
      return identity;
    }

    @Override
    public Attributes getAttributes() {
      return context.getAttributes();
    }
  }

  GuardedEvaluator(KeycloakSession session, RealmModel realm) {
    this.session = session;
    this.realm = realm;
  }

  @SuppressWarnings("rawtypes") // as Keycloak declares it
  @Override
  public void evaluate(
      ResourcePermission permission,
      AuthorizationProvider authorization,
      EvaluationContext context,
      Decision decision,
      Map<Policy, Map<Object, Decision.Effect>> cache) {
    Optional<RealmTokenPolicy> policy =
        AdminApi.asks(session) ? Optional.empty() : RealmTokenPolicy.of(session, realm);
    if (policy.isEmpty()) {
      super.evaluate(permission, authorization, context, decision, cache);
      return;
    }
    Party party = party(policy.get(), context);
    super.evaluate(permission, party.authorization(), party.context(), decision, cache);
  }

  private Party party(RealmTokenPolicy policy, EvaluationContext context) {
    Party known = last;
    if (known == null || known.asked() != context) {
      known = made(policy, context);
      last = known;
    }
    return known;
  }

  private Party made(RealmTokenPolicy policy, EvaluationContext context) {
    Identity identity = context.getIdentity();
    UserModel user = user(identity);
    String id = user == null ? identity.getId() : user.getId();
    CountedRoles own =
        policy.counted(id, user == null || derived(identity, user), assurance(identity));
    TokenNotes.counted(session, own);
    KeycloakSession counted =
        CountedSession.of(
            session,
            each ->
                each.getId().equals(id)
                    ? own
                    : policy.counted(each.getId(), false, Assurance.NONE));
    return new Party(
        context,
        new Seen(context, new CountedIdentity(identity, own, user)),
        new AuthorizationProvider(counted, realm, new DefaultPolicyEvaluator()));
  }

  /** A resource server is known by its client. */
  private @Nullable UserModel user(Identity identity) {
    String id = identity.getId();
    UserModel user = session.users().getUserById(realm, id);
    ClientModel client = user == null ? realm.getClientById(id) : null;
    return client == null ? user : session.users().getServiceAccount(client);
  }

  private Assurance assurance(Identity identity) {
    return identity instanceof KeycloakIdentity known
        ? Assurances.of(session, realm, known.getAccessToken())
        : Assurance.NONE;
  }

  private boolean derived(Identity identity, UserModel user) {
    if (!(identity instanceof KeycloakIdentity known)) {
      return false; // a client or a user whom nothing but a name stands for
    }
    AccessToken token = known.getAccessToken();
    ClientModel asking = session.getContext().getClient();
    return asking == null
        || HttpTokenRequest.of(session).isDerived(asking, user)
        || DerivedTokens.isDerived(session, realm, token);
  }
}
