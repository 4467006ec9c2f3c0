package io.ticketgate.connectors.http;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;

/** An OAuth 2 client that uses the client credentials grant (RFC 6749, 4.4). */
final class OAuthAccount implements Account {

  private static final String BEARER = "Bearer ";

  private final TokenCache tokens;
  private final TokenEndpoint endpoint;

  OAuthAccount(TokenCache tokens, TokenEndpoint endpoint) {
    this.tokens = tokens;
    this.endpoint = endpoint;
  }

  @Override
  public void sign(HttpUriRequestBase request, Deadline deadline) {
    request.setHeader("Authorization", BEARER + tokens.get(endpoint, deadline));
  }

  @Override
  public boolean renew(HttpUriRequestBase refused) {
    Header header = refused.getFirstHeader("Authorization");
    if (header != null) {
      tokens.forget(header.getValue().substring(BEARER.length()));
    }
    return header != null;
  }
}
