package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.keycloak.token.RealmTokenPolicy;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuth2Constants;
import org.keycloak.authentication.ClientAuthenticationFlowContext;
import org.keycloak.authentication.FlowStatus;
import org.keycloak.authentication.authenticators.client.ClientIdAndSecretAuthenticator;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.ClientSecretConstants;
import org.keycloak.util.BasicAuthHelper;

/**
 * Keycloak's check of a client's secret, which takes the place of its own. Keycloak 26.7.3 honours
 * a replaced secret only where its preview feature {@code client-secret-rotation} is on, and a
 * pipeline whose ticket is followed by another must not break without it.
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
        && !client.isPublicClient()
        && RealmTokenPolicy.of(context.getSession(), context.getRealm())
            .filter(policy -> policy.protectsCredential(client))
            .isPresent()
        && isReplacedSecret(client, context)) {
      context.success();
    }
  }

  private static boolean isReplacedSecret(
      ClientModel client, ClientAuthenticationFlowContext context) {
    String replaced = client.getAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET);
    String until = client.getAttribute(ClientSecretConstants.CLIENT_ROTATED_SECRET_EXPIRATION_TIME);
    String given = secret(context);
    String method =
        client.getAttribute(ClientSecretConstants.CLIENT_SECRET_AUTHENTICATION_ALLOWED_METHOD);
    return replaced != null
        && until != null
        && given != null
        && (method == null || method.isBlank())
        && Long.parseLong(until) >= Time.currentTimeMillis() / MILLIS
        && MessageDigest.isEqual(
            replaced.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable String secret(ClientAuthenticationFlowContext context) {
    String header =
        context.getHttpRequest().getHttpHeaders().getHeaderString(HttpHeaders.AUTHORIZATION);
    String[] basic = header == null ? null : BasicAuthHelper.RFC6749.parseHeader(header);
    return basic != null
        ? basic[1]
        : context
            .getHttpRequest()
            .getDecodedFormParameters()
            .getFirst(OAuth2Constants.CLIENT_SECRET);
  }
}
