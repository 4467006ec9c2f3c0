package io.ticketgate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.ledger.Checkpoint;
import io.ticketgate.core.ledger.SignedNote;
import io.ticketgate.core.ledger.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has the key of a witness finds out whether it has seen the log of some evidence. */
class WitnessCheckTest {

  /** A witness, by the JDK alone. */
  private static final class TestWitness {
    private final KeyPair keys;
    private final byte[] raw;
    private final byte[] id;

    TestWitness() throws GeneralSecurityException {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] encoded = keys.getPublic().getEncoded();
      raw = Arrays.copyOfRange(encoded, encoded.length - 33, encoded.length);
      raw[0] = 4;
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("w.example/1\n".getBytes(StandardCharsets.UTF_8));
      id = Arrays.copyOf(digest.digest(raw), 4);
    }

    String key() {
      return "w.example/1+"
          + HexFormat.of().formatHex(id)
          + "+"
          + Base64.getEncoder().encodeToString(raw);
    }

    String cosign(String note, long time) throws GeneralSecurityException {
      String text = note.substring(0, note.indexOf("\n\n") + 1);
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(
          ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8));
      byte[] line = ByteBuffer.allocate(76).put(id).putLong(time).put(signature.sign()).array();
      return note + "\u2014 w.example/1 " + Base64.getEncoder().encodeToString(line) + "\n";
    }
  }

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  private final TestLog log = new TestLog().grow(20);
  private final TestWitness witness = new TestWitness();
  private final StringBuilder said = new StringBuilder();

  WitnessCheckTest() throws GeneralSecurityException {}

  private int verify(Map<String, String> files, TestWitness asked) throws IOException {
    Path zip = folder.resolve("evidence-" + System.nanoTime() + ".zip");
    TestLog.zip(files, zip);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code =
        Main.run(
            List.of(
                "--key", log.key.verifier().toString(), "--witness", asked.key(), zip.toString()),
            print,
            print);
    said.setLength(0);
    said.append(out.toString(StandardCharsets.UTF_8));
    return code;
  }

  @Test
  void aWitnessThatHasSeenTheCheckpointIsNamedWithItsTime() throws Exception {
    String cosigned = witness.cosign(log.checkpoint(), 1764576000);

    assertThat(verify(log.export(cosigned, List.of()), witness)).isZero();
    assertThat(said)
        .contains("w.example/1 has seen the first 20 entries, at 2025-12-01T08:00:00Z")
        .contains("The evidence holds.");
  }

  @Test
  void anOlderCosignatureCountsWithTheProofThatTheLogGrewOutOfIt() throws Exception {
    SignedNote older = SignedNote.parse(witness.cosign(log.checkpoint(), 1764576000));
    log.grow(7);

    assertThat(verify(log.export(log.checkpoint(), List.of(older)), witness)).isZero();
    assertThat(said).contains("has seen the first 20 entries");
  }

  @Test
  void aLogThatDidNotGrowOutOfTheOneThatTheWitnessSawIsFound() throws Exception {
    TestLog other = new TestLog(log.key).grow(3);
    other.append(
        TestLog.entry(99, "realm", TestLog.START.plusSeconds(300)), TestLog.START.plusSeconds(301));
    SignedNote older = SignedNote.parse(witness.cosign(other.checkpoint(), 1764576000));

    assertThat(verify(log.export(log.checkpoint(), List.of(older)), witness)).isEqualTo(1);
    assertThat(said).contains("has seen another log of 4 entries").contains("REWRITTEN");
  }

  @Test
  void withoutACosignatureOfThatWitnessNobodyCanTell() throws Exception {
    String cosigned = witness.cosign(log.checkpoint(), 1764576000);
    SignedNote older = SignedNote.parse(cosigned);
    log.grow(1);

    assertThat(verify(log.export(log.checkpoint(), List.of()), witness)).isEqualTo(2);
    assertThat(verify(log.export(log.checkpoint(), List.of(older)), new TestWitness()))
        .isEqualTo(2);
    assertThat(said).contains("has no cosignature of it");
    SignedNote ofAnotherLog =
        SignedNote.parse(
            witness.cosign(
                SignedNote.sign(
                        new Checkpoint("log", 20, log.rows.get(0).leaf()).text(),
                        List.of(SigningKey.parse("log", SigningKey.generate())))
                    .toString(),
                1764576000));
    assertThat(verify(log.export(log.checkpoint(), List.of(ofAnotherLog)), witness))
        .as("what the key of the log has not signed")
        .isEqualTo(2);
  }
}
