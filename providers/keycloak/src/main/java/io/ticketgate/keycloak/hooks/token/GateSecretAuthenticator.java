package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.core.access.CredentialMark;
import io.ticketgate.core.token.PresentedCredential;
import io.ticketgate.keycloak.token.RealmTokenPolicy;
import java.util.Optional;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.FlowStatus;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;

/**
 * Keycloak's check of a client's secret, which takes the place of its own. Keycloak 26.7.3 honours
 * a replaced secret only where its preview feature {@code client-secret-rotation} is on, and a
 * pipeline whose ticket is followed by another must not break without it. Where the rules allow
 * several secrets side by side, it takes those that Keycloak does not keep.
 */
public final class GateSecretAuthenticator extends ClientIdAndSecretAuthenticator {

  private static final long MILLIS = 1000L;

  @Override
  public void authenticateClient(ClientAuthenticationFlowContext context) {
    super.authenticateClient(context);
    ClientModel client = context.getClient();
    if (context.getStatus() == FlowStatus.FAILED
        && client != null
        && client.isEnabled()
        && !client.isPublicClient()) {
      Optional<RealmTokenPolicy> policy =
          RealmTokenPolicy.of(context.getSession(), context.getRealm())
              .filter(known -> known.protectsCredential(client));
      String secret = ClientProof.secret(context.getHttpRequest());
      if (policy.isPresent()
          && secret != null
          && mayBeSentAsItIs(client)
          && (isReplacedSecret(client, secret) || isGoodBeside(policy.get(), client, secret))) {
        context.success();
      }
    }
  }

  private static boolean isReplacedSecret(ClientModel client, String given) {
    String until = client.getAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET_EXPIRATION_TIME);
    return until != null
        && Long.parseLong(until) >= Time.currentTimeMillis() / MILLIS
        && ClientProof.isSame(
            given, client.getAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET));
  }

  /** Of several that its rules allow, Keycloak keeps one: the gate knows the others again. */
  private static boolean isGoodBeside(RealmTokenPolicy policy, ClientModel client, String given) {
    return policy.goodBeside(client, new PresentedCredential(CredentialMark.ofSecret(given), null));
  }

  /** A client may be bound to one way of sending its secret, which Keycloak alone checks. */
  private static boolean mayBeSentAsItIs(ClientModel client) {
    String method =
        client.getAttribute(ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD);
    return method == null || method.isBlank();
  }
}
