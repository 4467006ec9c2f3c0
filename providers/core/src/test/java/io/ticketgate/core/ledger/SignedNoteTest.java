package io.ticketgate.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {

  /** Of the documentation of golang.org/x/mod/sumdb/note. */
  private static final String TEXT =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n";

  private static final String NOTE =
      TEXT
          + "\n\u2014 PeterNeumann"
          + " x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

  private static final String VERIFIER =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

  /** The key of the vector, which has a type byte and its seed, in our form. */
  private static SigningKey vectorKey() {
    byte[] seed = new byte[32];
    System.arraycopy(Base64.getDecoder().decode(SEED), 1, seed, 0, 32);
    String pkcs8 = "302e020100300506032b657004220420" + HexFormat.of().formatHex(seed);
    String x509 =
        "302a300506032b6570032100"
            + HexFormat.of()
                .formatHex(Base64.getDecoder().decode(VerifierKey.parse(VERIFIER).raw()));
    Base64.Encoder base64 = Base64.getEncoder();
    return SigningKey.parse(
        "PeterNeumann",
        base64.encodeToString(HexFormat.of().parseHex(pkcs8))
            + "."
            + base64.encodeToString(HexFormat.of().parseHex(x509)));
  }

  @Test
  void verifiesTheNoteOfAnotherImplementation() {
    SignedNote note = SignedNote.parse(NOTE);
    VerifierKey key = VerifierKey.parse(VERIFIER);
    assertThat(key.toString()).isEqualTo(VERIFIER);
    assertThat(key.id()).isEqualTo("c74f20a3");
    assertThat(note.text()).isEqualTo(TEXT);
    assertThat(note.signedBy(key)).isTrue();
    assertThat(note.toString()).isEqualTo(NOTE);
  }

  @Test
  void signsAsAnotherImplementationDoes() {
    assertThat(SignedNote.sign(TEXT, List.of(vectorKey())).toString()).isEqualTo(NOTE);
  }

  @Test
  void refusesAChangedTextAndAnotherKey() {
    VerifierKey key = VerifierKey.parse(VERIFIER);
    assertThat(SignedNote.parse(NOTE.replace("answer", "Answer")).signedBy(key)).isFalse();
    assertThat(SignedNote.parse(NOTE.replace("go/Z", "gp/Z")).signedBy(key)).isFalse();
    VerifierKey other = SigningKey.parse("PeterNeumann", SigningKey.generate()).verifier();
    assertThat(SignedNote.parse(NOTE).signedBy(other)).isFalse();
    assertThat(SignedNote.parse(NOTE).signedBy(new VerifierKey("Other", key.raw()))).isFalse();
  }

  @Test
  void oldAndNewKeySignTogether() {
    SigningKey old = SigningKey.parse("log", SigningKey.generate());
    SigningKey fresh = SigningKey.parse("log", SigningKey.generate());
    Checkpoint checkpoint = new Checkpoint("log", 7, Hash.leaf(new byte[0]));
    SignedNote note =
        SignedNote.parse(SignedNote.sign(checkpoint.text(), List.of(old, fresh)).toString());
    assertThat(note.signedBy(old.verifier())).isTrue();
    assertThat(note.signedBy(fresh.verifier())).isTrue();
    assertThat(Checkpoint.parse(note.text())).isEqualTo(checkpoint);
    assertThat(old.toString()).isEqualTo(old.verifier().toString());
  }

  @Test
  void refusesWhatIsNoKeyAndNoNote() {
    for (String key :
        List.of(
            "",
            "a+b",
            VERIFIER.replace("c74f20a3", "c74f20a4"),
            VERIFIER.replace("PeterNeumann", "Peter Neumann"),
            VERIFIER.substring(0, VERIFIER.length() - 4))) {
      assertThatIllegalArgumentException().as(key).isThrownBy(() -> VerifierKey.parse(key));
    }
    for (String note : List.of("", TEXT, TEXT + "\n", NOTE.strip(), NOTE.replace("\u2014", "-"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> SignedNote.parse(note));
    }
    String one = SigningKey.generate();
    String mixed = one.split("\\.", -1)[0] + "." + SigningKey.generate().split("\\.", -1)[1];
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.parse("log", mixed));
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.parse("log", "x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checkpoint.parse("log\n07\n" + Hash.OF_NOTHING + "\n"));
  }
}
