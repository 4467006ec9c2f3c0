package io.ticketgate.keycloak.hooks.token;

import io.ticketgate.keycloak.token.TokenContents;
import java.util.Set;
import java.util.stream.Stream;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientScopeModel;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.ProtocolMapperModel;
import org.keycloak.models.RoleModel;
import org.keycloak.rar.AuthorizationRequestContext;

/** A client session in which mappers see only the roles that may be shown. */
final class GuardedContext implements ClientSessionContext {

  private final ClientSessionContext context;
  private final TokenContents contents;

  GuardedContext(ClientSessionContext context, TokenContents contents) {
    this.context = context;
    this.contents = contents;
  }

  @Override
  public Stream<RoleModel> getRolesStream() {
    return context.getRolesStream().filter(role -> !contents.strips(role));
  }

  @Override
  public AuthenticatedClientSessionModel getClientSession() {
    return context.getClientSession();
  }

  @Override
  public Set<String> getClientScopeIds() {
    return context.getClientScopeIds();
  }

  @Override
  public Stream<ClientScopeModel> getClientScopesStream() {
    return context.getClientScopesStream();
  }

  @Override
  public boolean isOfflineTokenRequested() {
    return context.isOfflineTokenRequested();
  }

  @Override
  public Stream<ProtocolMapperModel> getProtocolMappersStream() {
    return context.getProtocolMappersStream();
  }

  @Override
  public String getScopeString() {
    return context.getScopeString();
  }

  @Override
  public String getScopeString(boolean ignoreIncludeInTokenScope) {
    return context.getScopeString(ignoreIncludeInTokenScope);
  }

  @Override
  public void setAttribute(String name, Object value) {
    context.setAttribute(name, value);
  }

  @Override
  public <T> T getAttribute(String attribute, Class<T> clazz) {
    return context.getAttribute(attribute, clazz);
  }

  @Override
  public AuthorizationRequestContext getAuthorizationRequestContext() {
    return context.getAuthorizationRequestContext();
  }
}
