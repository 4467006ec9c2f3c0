package io.ticketgate.keycloak.hooks.token;

import static org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper.INCLUDE_IN_ACCESS_TOKEN;

import java.util.ArrayList;
import java.util.List;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.mappers.AbstractOIDCProtocolMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAccessTokenMapper;
import org.keycloak.protocol.oidc.mappers.OIDCAttributeMapperHelper;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.representations.AccessToken;

/**
 * Writes the claim {@code ticket}: the ticket's reference, the id of the binding, the ids of the
 * approvers and the end of the binding in seconds since the epoch. A token of {@code
 * client_credentials} has it where the request names a ticket; with this mapper other tokens have
 * it too, for the binding that ends first of those that the token relies on.
 */
public final class TicketMapper extends AbstractOIDCProtocolMapper
    implements OIDCAccessTokenMapper {

  static final String CLAIM = "ticket";

  private static final List<ProviderConfigProperty> CONFIG = new ArrayList<>();

  static {
    OIDCAttributeMapperHelper.addIncludeInTokensConfig(CONFIG, TicketMapper.class);
  }

  @Override
  public AccessToken transformAccessToken(
      AccessToken token,
      ProtocolMapperModel mapper,
      KeycloakSession session,
      UserSessionModel userSession,
      ClientSessionContext context) {
    boolean leftOut = "false".equals(mapper.getConfig().get(INCLUDE_IN_ACCESS_TOKEN));
    GuardedClientSession.known(context)
        .filter(guard -> !leftOut)
        .flatMap(GuardedClientSession::ticketClaim)
        .ifPresent(claim -> token.getOtherClaims().put(CLAIM, claim));
    return token;
  }

  @Override
  public String getId() {
    return "ticket-gate-ticket-mapper";
  }

  @Override
  public String getDisplayCategory() {
    return TOKEN_MAPPER_CATEGORY;
  }

  @Override
  public String getDisplayType() {
    return "Ticket";
  }

  @Override
  public String getHelpText() {
    return "Adds the claim 'ticket': the ticket behind this token, its approvers and its end.";
  }

  @Override
  public List<ProviderConfigProperty> getConfigProperties() {
    return List.copyOf(CONFIG);
  }
}
