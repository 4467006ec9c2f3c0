package io.ticketgate.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class TunnelTest {

  @Test
  void whatIsSentWhileItIsCutArrivesAfterwards() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Tunnel tunnel = new Tunnel(0, server.getLocalPort());
        Socket near = new Socket(InetAddress.getLoopbackAddress(), tunnel.port());
        Socket far = server.accept()) {
      far.setSoTimeout(200);
      near.getOutputStream().write(1);
      assertThat(far.getInputStream().read()).isEqualTo(1);

      tunnel.cut(true);
      near.getOutputStream().write(2);
      assertThatThrownBy(() -> far.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      tunnel.cut(false);
      far.setSoTimeout(10_000);
      assertThat(far.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void whileItIsSeveredNobodyGetsThrough() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Tunnel tunnel = new Tunnel(0, server.getLocalPort())) {
      Socket near = new Socket(InetAddress.getLoopbackAddress(), tunnel.port());
      Socket far = server.accept();
      near.getOutputStream().write(1);
      assertThat(far.getInputStream().read()).isEqualTo(1);

      tunnel.sever(true);

      assertThat(near.getInputStream().read()).isEqualTo(-1);
      assertThat(far.getInputStream().read()).isEqualTo(-1);
      near.close();
      far.close();
      tunnel.sever(false);
      try (Socket again = new Socket(InetAddress.getLoopbackAddress(), tunnel.port());
          Socket behind = server.accept()) {
        again.getOutputStream().write(3);
        assertThat(behind.getInputStream().read()).isEqualTo(3);
      }
    }
  }
}
