package io.ticketgate.connectors.http;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpConnectionFactory;

/**
 * A connection that logs nothing. The library's own logs headers, credentials among them, and
 * bodies when the server's log level is DEBUG.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {

  private QuietConnection(String id, Http1Config limits) {
    super(id, null, null, limits, null, null, null, null);
  }

  static HttpConnectionFactory<ManagedHttpClientConnection> factory(Http1Config limits) {
    AtomicLong count = new AtomicLong();
    return socket -> {
      QuietConnection connection =
          new QuietConnection("ticket-gate-" + count.incrementAndGet(), limits);
      if (socket != null) {
        connection.bind(socket);
      }
      return connection;
    };
  }

  @Override
  public void bind(Socket socket) throws IOException {
    bind(new SocketHolder(socket));
  }

  @Override
  public void bind(SSLSocket socket, Socket base) throws IOException {
    bind(new SocketHolder(socket, base));
  }

  @Override
  protected void onRequestSubmitted(ClassicHttpRequest request) {}

  @Override
  protected void onResponseReceived(ClassicHttpResponse response) {}
}
