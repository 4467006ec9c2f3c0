package io.ticketgate.connectors.http;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Makes the HTTP client of one system, with its pool of connections. */
final class PooledClients {

  private static final Duration CONNECTING = Duration.ofSeconds(2);
  private static final String REACHED = "ticketgate.reached";
  private static final int CONNECTIONS = 20;
  private static final int LONGEST_HEADER = 16 * 1024;
  private static final int MOST_HEADERS = 200;

  private final @Nullable KeyStore truststore;
  private final Proxies proxies;
  private final Executor threads;

  /**
   * @param truststore what certificates are verified against; null for the Java runtime's
   * @param threads for looking up names
   */
  PooledClients(@Nullable KeyStore truststore, Proxies proxies, Executor threads) {
    this.truststore = truststore;
    this.proxies = proxies;
    this.threads = threads;
  }

  /**
   * Whether the host itself answered. A proxy that refuses a tunnel answers in its place, and its
   * 404 would read as "there is no such ticket".
   */
  static boolean isOfTarget(HttpContext context) {
    return context.getAttribute(REACHED) != null;
  }

  CloseableHttpClient make() {
    BasicCredentialsProvider proxyAccounts = new BasicCredentialsProvider();
    HttpClientBuilder builder =
        HttpClients.custom()
            .setConnectionManager(connections())
            .setRoutePlanner(routes(proxyAccounts))
            .setDefaultCredentialsProvider(proxyAccounts)
            .setUserAgent("keycloak-ticket-gate")
            .addExecInterceptorAfter(
                ChainElement.CONNECT.name(),
                REACHED,
                (request, scope, chain) -> {
                  scope.clientContext.setAttribute(REACHED, true);
                  return chain.proceed(request, scope);
                })
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression();
    return builder.build();
  }

  private PoolingHttpClientConnectionManager connections() {
    Timeout connecting = Timeout.of(CONNECTING);
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnTotal(2 * CONNECTIONS)
        .setMaxConnPerRoute(CONNECTIONS)
        .setDnsResolver(new GuardedDns(threads, CONNECTING))
        // Both verifications, whatever Keycloak's deprecated hostname-verification-policy says.
        .setTlsSocketStrategy(
            new DefaultClientTlsStrategy(
                tls(), HostnameVerificationPolicy.BOTH, new DefaultHostnameVerifier()))
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connecting).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(connecting)
                .setSocketTimeout(Timeout.ofSeconds(30))
                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                .setIdleTimeout(Timeout.ofSeconds(30))
                .setTimeToLive(TimeValue.ofMinutes(10))
                .build())
        .setConnectionFactory(
            QuietConnection.factory(
                Http1Config.custom()
                    .setMaxLineLength(LONGEST_HEADER)
                    .setMaxHeaderCount(MOST_HEADERS)
                    .build()))
        .build();
  }

  private SSLContext tls() {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(truststore);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException broken) {
      throw new IllegalStateException("Keycloak's truststore cannot be used.", broken);
    }
  }

  private DefaultRoutePlanner routes(BasicCredentialsProvider accounts) {
    return new DefaultRoutePlanner(null) {
      @Override
      protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
        return proxies.of(target.getHostName()).map(proxy -> host(proxy, accounts)).orElse(null);
      }
    };
  }

  private static HttpHost host(URI proxy, BasicCredentialsProvider accounts) {
    HttpHost host = new HttpHost(proxy.getScheme(), proxy.getHost(), proxy.getPort());
    String account = proxy.getUserInfo();
    int colon = account == null ? -1 : account.indexOf(':');
    if (account != null && colon > 0) {
      accounts.setCredentials(
          new AuthScope(host),
          new UsernamePasswordCredentials(
              account.substring(0, colon), account.substring(colon + 1).toCharArray()));
    }
    return host;
  }
}
