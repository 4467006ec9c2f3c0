package io.ticketgate.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.KeycloakServer;
import io.ticketgate.it.harness.RealmFixture;
import io.ticketgate.it.harness.WideServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of a realm is cosigned by a witness that is written here, by the JDK and the C2SP texts.
 */
@Tag("database")
class WitnessIT {

  private static final String TYPE = "io.ticketgate.spi.LogWitness";
  private static final String AUDITOR = "auditor";

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final KeycloakServer server = WideServer.shared();
  private RealmFixture realm;
  private Story story;
  private TestWitness witness;

  @BeforeEach
  void start() throws Exception {
    realm = server.newRealm();
    story = new Story(realm);
    story.rule(Map.of());
    realm.grantManagement(realm.createUser(AUDITOR), "ticket-gate-audit");
    witness = new TestWitness();
    String log = "/ticket-gate/log/checkpoint";
    assertThat(Story.within(30, () -> realm.open(log).get().status() == 200)).isTrue();
  }

  @AfterEach
  void stop() {
    witness.close();
    realm.close();
  }

  private Answer add(String url, String key) {
    return realm
        .api("/components")
        .post(
            Map.of(
                "name",
                "w1",
                "parentId",
                realm.api("").get().json().path("id").asText(),
                "providerId",
                "tlog-witness",
                "providerType",
                TYPE,
                "config",
                Map.of("url", List.of(url), "verifierKey", List.of(key))));
  }

  private String checkpoint() {
    return realm.open("/ticket-gate/log/checkpoint").get().expect(200).body();
  }

  private void grant() {
    String user = story.newUser();
    story.bind(story.ticketFor(user).push(), user).expect(201);
  }

  private static long size(String checkpoint) {
    return Long.parseLong(checkpoint.split("\n", -1)[1]);
  }

  private boolean cosigned(long atLeast) {
    String shown = checkpoint();
    return size(shown) >= atLeast && shown.contains("\n\u2014 w.example/1 ");
  }

  private String finding() {
    for (var each : realm.gate("").get().expect(200).json().path("findings")) {
      if (each.path("code").asText().equals("log_not_witnessed")) {
        return each.path("witness").asText() + ": " + each.path("message").asText();
      }
    }
    return "";
  }

  @Test
  void theCheckpointCarriesTheCosignatureAndTheVerifierFindsIt() throws Exception {
    String logKey = realm.open("/ticket-gate/log/keys").get().expect(200).body().strip();
    witness.trusts(logKey);
    add(witness.url(), witness.key()).expect(201);
    assertThat(Story.within(30, () -> cosigned(1))).isTrue();
    long first = size(checkpoint());

    grant();

    assertThat(Story.within(30, () -> cosigned(first + 1))).isTrue();
    assertThat(witness.asked).anyMatch(old -> old == 0).anyMatch(old -> old > 0);
    assertThat(finding()).isEmpty();
    assertThat(verify(logKey, witness.key())).contains("Witness   w.example/1 has seen the first");
  }

  @Test
  void aWitnessThatIsDownHoldsUpNothingAndIsReported() throws Exception {
    String logKey = realm.open("/ticket-gate/log/keys").get().expect(200).body().strip();
    witness.trusts(logKey);
    add(witness.url(), witness.key()).expect(201);
    assertThat(Story.within(30, () -> cosigned(1))).isTrue();
    long seen = size(checkpoint());
    witness.down = true;

    grant();

    assertThat(Story.within(30, () -> size(checkpoint()) > seen)).isTrue();
    assertThat(Story.within(30, () -> finding().startsWith("w1: "))).isTrue();
    assertThat(checkpoint()).as("published without").doesNotContain("w.example/1");
    assertThat(
            server.metric(
                "ticket_gate_log_witness_total",
                "realm=\"" + realm.name() + "\"",
                "witness=\"w1\"",
                "result=\"status_503\""))
        .isPositive();
    assertThat(verify(logKey, witness.key()))
        .contains("Witness   w.example/1 has seen the first " + seen + " entries");

    witness.down = false;
    assertThat(Story.within(60, () -> cosigned(seen + 1))).isTrue();
    assertThat(finding()).isEmpty();
  }

  @Test
  void aWitnessThatHasSeenMoreThanTheGateKnowsIsAskedFromThere() throws Exception {
    String logKey = realm.open("/ticket-gate/log/keys").get().expect(200).body().strip();
    witness.trusts(logKey);
    assertThat(Story.within(30, () -> size(checkpoint()) > 0)).isTrue();
    witness.hasSeen(checkpoint());
    long seen = size(checkpoint());
    grant();
    assertThat(Story.within(30, () -> size(checkpoint()) > seen)).isTrue();

    add(witness.url(), witness.key()).expect(201);

    assertThat(Story.within(30, () -> cosigned(seen + 1))).isTrue();
    assertThat(witness.asked.subList(0, 2)).containsExactly(0L, seen);
  }

  @Test
  void aCosignatureByAnotherKeyIsNotShown() throws Exception {
    witness.trusts(realm.open("/ticket-gate/log/keys").get().expect(200).body().strip());
    try (TestWitness other = new TestWitness()) {
      add(witness.url(), other.key()).expect(201);
      assertThat(Story.within(30, () -> finding().contains("not_cosigned"))).isTrue();
    }
    assertThat(checkpoint()).doesNotContain("w.example/1");
  }

  @Test
  void settingsThatCannotWorkAreRefusedAndOnlyAdministratorsOfTheGateSetThem() {
    assertThat(add("http://witness.example.com/w1", witness.key()).status()).isEqualTo(400);
    assertThat(add("http://169.254.169.254/w1", witness.key()).status()).isEqualTo(400);
    assertThat(add(witness.url(), "w.example/1+00000000+AAAA").status()).isEqualTo(400);
    String keeper = realm.createUser("keeper");
    realm.grantManagement(keeper, "manage-realm", "view-realm");
    Answer refused =
        realm
            .api("/components")
            .bearer(realm.tokenOf("keeper"))
            .post(
                Map.of(
                    "name",
                    "w1",
                    "providerId",
                    "tlog-witness",
                    "providerType",
                    TYPE,
                    "config",
                    Map.of("url", List.of(witness.url()), "verifierKey", List.of(witness.key()))));
    assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
  }

  /** What the verifier says, which must find that the evidence holds. */
  private String verify(String logKey, String witnessKey) throws Exception {
    Path zip = folder.resolve("evidence.zip");
    HttpResponse<Path> export =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        server
                            .baseUri()
                            .resolve("/admin/realms/" + realm.name() + "/ticket-gate/evidence"))
                    .header("Authorization", "Bearer " + realm.tokenOf(AUDITOR))
                    .build(),
                HttpResponse.BodyHandlers.ofFile(zip));
    assertThat(export.statusCode()).isEqualTo(200);
    Path said = Files.createTempFile(folder, "said", ".txt");
    Process verifier =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Objects.requireNonNull(System.getProperty("ticketgate.it.verifier.jar")),
                "--key",
                logKey,
                "--witness",
                witnessKey,
                zip.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int code = verifier.waitFor();
    String text = Files.readString(said);
    assertThat(code).as(text).isZero();
    return text;
  }

  /** It cosigns what is signed by the log and has grown out of what it has cosigned last. */
  private static final class TestWitness implements AutoCloseable {

    final List<Long> asked = Collections.synchronizedList(new ArrayList<>());
    volatile boolean down;
    private final HttpServer http;
    private final KeyPair keys;
    private final byte[] typed;
    private final byte[] id;
    private volatile byte[] logKey = new byte[0];
    private long size;
    private byte[] root = new byte[0];

    TestWitness() throws IOException, GeneralSecurityException {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = keys.getPublic().getEncoded();
      typed = Arrays.copyOfRange(encoded, encoded.length - 33, encoded.length);
      typed[0] = 4;
      id = Arrays.copyOf(sha("w.example/1\n".getBytes(StandardCharsets.UTF_8), typed), 4);
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/w1/add-checkpoint", this::answer);
      http.start();
    }

    String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort() + "/w1";
    }

    String key() {
      return "w.example/1+"
          + HexFormat.of().formatHex(id)
          + "+"
          + Base64.getEncoder().encodeToString(typed);
    }

    void trusts(String verifierKey) {
      byte[] key = Base64.getDecoder().decode(verifierKey.split("\\+", 3)[2]);
      logKey = Arrays.copyOfRange(key, 1, key.length);
    }

    void hasSeen(String checkpoint) {
      String[] lines = checkpoint.split("\n", -1);
      size = Long.parseLong(lines[1]);
      root = Base64.getDecoder().decode(lines[2]);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int split = body.indexOf("\n\n");
      List<String> head = List.of(body.substring(0, split).split("\n", -1));
      String note = body.substring(split + 2);
      String text = note.substring(0, note.indexOf("\n\n") + 1);
      String[] lines = text.split("\n", -1);
      long old = Long.parseLong(head.get(0).substring("old ".length()));
      asked.add(old);
      try {
        byte[] now = Base64.getDecoder().decode(lines[2]);
        long grown = Long.parseLong(lines[1]);
        if (down) {
          send(exchange, 503, "text/plain", "");
        } else if (!signedByTheLog(note, text)) {
          send(exchange, 403, "text/plain", "");
        } else if (old != size) {
          send(exchange, 409, "text/x.tlog.size", size + "\n");
        } else if (!consistent(
            grown, now, head.stream().skip(1).map(Base64.getDecoder()::decode).toList())) {
          send(exchange, 422, "text/plain", "");
        } else {
          size = grown;
          root = now;
          send(exchange, 200, "text/plain", cosign(text));
        }
      } catch (GeneralSecurityException | RuntimeException wrong) {
        send(exchange, 400, "text/plain", "");
      }
    }

    private static void send(HttpExchange exchange, int status, String type, String body)
        throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    private String cosign(String text) throws GeneralSecurityException {
      long time = System.currentTimeMillis() / 1000;
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(
          ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8));
      byte[] line = ByteBuffer.allocate(76).put(id).putLong(time).put(signature.sign()).array();
      return "\u2014 w.example/1 " + Base64.getEncoder().encodeToString(line) + "\n";
    }

    private boolean signedByTheLog(String note, String text) throws GeneralSecurityException {
      byte[] x509 = HexFormat.of().parseHex("302a300506032b6570032100");
      Signature signature = Signature.getInstance("Ed25519");
      for (String line : note.substring(text.length() + 1).split("\n")) {
        byte[] signed = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
        signature.initVerify(
            KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(joined(x509, logKey))));
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        if (signature.verify(Arrays.copyOfRange(signed, 4, signed.length))) {
          return true;
        }
      }
      return false;
    }

    /** RFC 6962, section 2.1.2, from the definition: PROOF(m, D[n]) is taken apart recursively. */
    private boolean consistent(long n, byte[] now, List<byte[]> proof)
        throws GeneralSecurityException {
      if (size == 0) {
        return proof.isEmpty();
      }
      if (size == n) {
        return proof.isEmpty() && Arrays.equals(root, now);
      }
      List<byte[]> rest = new ArrayList<>(proof);
      byte[][] both = sub(size, n, true, rest);
      return rest.isEmpty() && Arrays.equals(both[0], root) && Arrays.equals(both[1], now);
    }

    /** The roots of the first m leaves and of all n, by the last of the proof first. */
    private byte[][] sub(long m, long n, boolean whole, List<byte[]> proof)
        throws GeneralSecurityException {
      if (m == n) {
        byte[] known = whole ? root : proof.remove(proof.size() - 1);
        return new byte[][] {known, known};
      }
      long k = Long.highestOneBit(n - 1);
      byte[] step = proof.remove(proof.size() - 1);
      if (m <= k) {
        byte[][] left = sub(m, k, whole, proof);
        return new byte[][] {left[0], node(left[1], step)};
      }
      byte[][] right = sub(m - k, n - k, false, proof);
      return new byte[][] {node(step, right[0]), node(step, right[1])};
    }

    private static byte[] node(byte[] left, byte[] right) throws GeneralSecurityException {
      return sha(new byte[] {1}, left, right);
    }

    private static byte[] sha(byte[]... parts) throws GeneralSecurityException {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Stream.of(parts).forEach(digest::update);
      return digest.digest();
    }

    private static byte[] joined(byte[] one, byte[] two) {
      return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
    }

    @Override
    public void close() {
      http.stop(0);
    }
  }
}
