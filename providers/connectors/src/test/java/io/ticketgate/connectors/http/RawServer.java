package io.ticketgate.connectors.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers each connection with what a test writes, which need not be HTTP. */
final class RawServer implements AutoCloseable {

  /** Answers the request whose head is given. */
  interface Script {
    void answer(String head, OutputStream out) throws IOException, InterruptedException;
  }

  final List<String> heads = new CopyOnWriteArrayList<>();
  private final ServerSocket server;
  private final Thread thread;

  RawServer(Script script) throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(() -> serve(script));
    thread.setDaemon(true);
    thread.start();
  }

  static RawServer answering(String text) throws IOException {
    return new RawServer((head, out) -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve(Script script) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        String head = head(socket.getInputStream());
        heads.add(head);
        script.answer(head, socket.getOutputStream());
        socket.getOutputStream().flush();
      } catch (IOException clientWent) {
        // The next one.
      } catch (InterruptedException stopping) {
        return;
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      head.append((char) c);
      boolean isTls = c == 0x16;
      if (isTls || head.toString().endsWith("\r\n\r\n")) {
        break;
      }
    }
    return head.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    thread.interrupt();
  }
}
