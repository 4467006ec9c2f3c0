package io.ticketgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CosigningTest {

  /** A checkpoint of a public log, cosigned by a public witness in August 2026. */
  private static final String TEXT =
      """
      coachandhorses2026h1.staging.certificate.transparency.goog
      185550722
      YXAM0VmnrfvLaBCOOYSJhCaE5F10oGBOo+hkbDa1kng=
      """;

  private static final String OF_LOG =
      "\u2014 coachandhorses2026h1.staging.certificate.transparency.goog"
          + " MpXgsHy8ZwxXnO+WjtVrPxAzL49Rs1gWTkNVNeEa//5peAzaocRCB3qt3EaibjzY5GILLtGgBP7dBhgcSHy+JQh0OAc=\n";

  private static final String OF_WITNESS =
      "\u2014 witness.navigli.sunlight.geomys.org"
          + " o+AP4gAAAABqb7DzNrGFRJnQ9vrJ8xpnwZytnr/ZYczDIsvwvouiSjwOjn7a72ccxBk+lKnZ7dKqkYKER1s/KxLTaVwQD7lJZTC/CQ==\n";

  private static final String KEY =
      "witness.navigli.sunlight.geomys.org+a3e00fe2+BNy/co4C1Hn1p+INwJrfUlgz7W55dSZReusH/GhUhJ/G";

  private static final SignedNote SIGNED = SignedNote.parse(TEXT + "\n" + OF_LOG);

  private final WitnessKey witness = WitnessKey.parse(KEY);

  @Test
  void readsTheCosignatureOfAPublicWitness() {
    SignedNote cosigned = SignedNote.parse(TEXT + "\n" + OF_LOG + OF_WITNESS);

    assertThat(witness.cosigned(cosigned)).hasValue(Instant.ofEpochSecond(0x6a6fb0f3L));
    assertThat(witness.toString()).isEqualTo(KEY);
    assertThat(witness.name()).isEqualTo("witness.navigli.sunlight.geomys.org");
    assertThat(Cosigning.cosigned(SIGNED, witness, OF_WITNESS)).hasValue(cosigned);
  }

  @Test
  void anotherTextTimeKeyOrNameIsNotCosigned() {
    String line = OF_WITNESS.substring(2).strip();
    assertThat(witness.cosigned(SignedNote.parse(TEXT.replace("722", "723") + "\n" + OF_WITNESS)))
        .as("another size")
        .isEmpty();
    assertThat(
            Cosigning.cosigned(
                SIGNED, witness, "\u2014 " + line.replace("AAABqb7Dz", "AAABqb7D0") + "\n"))
        .as("another time")
        .isEmpty();
    assertThat(Cosigning.cosigned(SIGNED, witness, OF_LOG)).as("of another").isEmpty();
    assertThat(Cosigning.cosigned(SIGNED, witness, OF_WITNESS.replace("navigli", "other")))
        .as("another name")
        .isEmpty();
    assertThat(Cosigning.cosigned(SIGNED, witness, OF_WITNESS.substring(0, 60) + "\n"))
        .as("a part of it")
        .isEmpty();
    assertThat(Cosigning.cosigned(SIGNED, witness, "")).isEmpty();
    assertThat(Cosigning.cosigned(SIGNED, witness, "<html>")).isEmpty();
  }

  @Test
  void linesOfOthersInAnAnswerAreLeftOut() {
    assertThat(Cosigning.cosigned(SIGNED, witness, OF_LOG + OF_WITNESS).orElseThrow().lines())
        .hasSize(2);
  }

  @Test
  void theKeyOfALogIsNotThatOfAWitness() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                WitnessKey.parse(
                    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WitnessKey.parse(KEY.replace("a3e00fe2", "a3e00fe3")));
    assertThatIllegalArgumentException().isThrownBy(() -> WitnessKey.parse("witness"));
    assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.parse(KEY));
  }

  @Test
  void theRequestHasTheOlderSizeTheProofAndTheCheckpoint() {
    Tiles tree = new Tiles((level, index) -> List.of(), 0);
    for (int i = 0; i < 5; i++) {
      tree.append(Hash.leaf(new byte[] {(byte) i}));
    }
    SigningKey key = SigningKey.parse("log", SigningKey.generate());
    SignedNote note = SignedNote.sign(new Checkpoint("log", 5, tree.root()).text(), List.of(key));

    String first = new String(Cosigning.request(0, tree, note), StandardCharsets.UTF_8);
    String later = new String(Cosigning.request(3, tree, note), StandardCharsets.UTF_8);
    String same = new String(Cosigning.request(5, tree, note), StandardCharsets.UTF_8);

    assertThat(first).isEqualTo("old 0\n\n" + note);
    assertThat(same).isEqualTo("old 5\n\n" + note);
    assertThat(later).startsWith("old 3\n").endsWith("\n\n" + note);
    List<Hash> proof =
        later.substring(0, later.indexOf("\n\n")).lines().skip(1).map(Hash::parse).toList();
    Tiles before = new Tiles((level, index) -> List.of(), 0);
    for (int i = 0; i < 3; i++) {
      before.append(Hash.leaf(new byte[] {(byte) i}));
    }
    assertThat(Proofs.grown(3, before.root(), 5, tree.root(), proof)).isTrue();
  }

  @Test
  void cosignaturesOfTheSameCheckpointAreShownTogether() {
    SignedNote cosigned = Cosigning.cosigned(SIGNED, witness, OF_WITNESS).orElseThrow();
    SignedNote older = new SignedNote("another\n", cosigned.lines());

    assertThat(Cosigning.together(SIGNED, List.of(older, cosigned, cosigned)).toString())
        .isEqualTo(TEXT + "\n" + OF_LOG + OF_WITNESS);
    assertThat(Cosigning.together(SIGNED, List.of(older))).isEqualTo(SIGNED);
  }
}
