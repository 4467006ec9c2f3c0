package io.ticketgate.core.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.classification.TrustRound.Difference;
import io.ticketgate.core.classification.TrustRound.Found;
import io.ticketgate.core.classification.TrustRound.Key;
import io.ticketgate.core.classification.TrustRound.Known;
import io.ticketgate.core.classification.TrustRound.Outcome;
import io.ticketgate.core.classification.TrustRound.Part;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustRoundTest {

  private static final Key KEY = new Key("ComponentEntity", "c-1");
  private static final Part PART = new Part("keys", KEY);
  private static final Part OTHER =
      new Part("authentication", new Key("AuthenticationFlowEntity", "f-1"));
  private static final Map<Key, Set<String>> NO_MARKS = Map.of();

  private static Known known(Map<Part, String> digests, Map<Key, Set<String>> marks) {
    return new Known(digests, marks);
  }

  private static Outcome round(
      Map<Key, Set<String>> before, Map<Part, String> rows, Map<Key, Set<String>> after) {
    Map<Part, String> digests = Map.of(PART, "old", OTHER, "same");
    return TrustRound.compare(known(digests, before), rows, known(digests, after), key -> false);
  }

  @Test
  void theFirstRoundLearnsAndReportsNothing() {
    Known nothing = known(Map.of(), NO_MARKS);

    Outcome outcome =
        TrustRound.compare(nothing, Map.of(PART, "a", OTHER, "b"), nothing, key -> false);

    assertThat(outcome.report()).isEmpty();
    assertThat(outcome.learn()).containsOnlyKeys(PART, OTHER);
  }

  @Test
  void whatIsAsItWasIsLeftAlone() {
    Outcome outcome = round(NO_MARKS, Map.of(PART, "old", OTHER, "same"), NO_MARKS);

    assertThat(outcome.report()).isEmpty();
    assertThat(outcome.learn()).isEmpty();
    assertThat(outcome.forget()).isEmpty();
  }

  @Test
  void aChangeWithoutAMarkIsReportedOnce() {
    Outcome outcome = round(NO_MARKS, Map.of(PART, "new", OTHER, "same"), NO_MARKS);

    assertThat(outcome.report()).containsExactly(new Found(PART, Difference.CHANGED));
    assertThat(outcome.learn()).isEqualTo(Map.of(PART, "new"));
  }

  @Test
  void whatIsAddedAndRemovedIsReportedByAreaAndEntity() {
    Part added = new Part("mail", new Key("RealmEntity", "r"));

    Outcome outcome = round(NO_MARKS, Map.of(added, "x", OTHER, "same"), NO_MARKS);

    assertThat(outcome.report())
        .containsExactly(new Found(PART, Difference.REMOVED), new Found(added, Difference.ADDED));
    assertThat(outcome.forget()).containsExactly(PART);
  }

  @Test
  void aMarkedChangeIsLearntAndNotReported() {
    Map<Key, Set<String>> marks = Map.of(KEY, Set.of("m1"));

    Outcome outcome = round(marks, Map.of(PART, "new", OTHER, "same"), marks);

    assertThat(outcome.report()).isEmpty();
    assertThat(outcome.learn()).isEqualTo(Map.of(PART, "new"));
    assertThat(outcome.settled()).containsExactly("m1");
  }

  @Test
  void aChangeThatIsMarkedMeanwhileIsLeftToTheNextRound() {
    Map<Key, Set<String>> later = Map.of(KEY, Set.of("m1", "m2"));

    Outcome outcome = round(Map.of(KEY, Set.of("m1")), Map.of(PART, "new"), later);

    assertThat(outcome.report()).containsExactly(new Found(OTHER, Difference.REMOVED));
    assertThat(outcome.learn()).isEmpty();
    assertThat(outcome.settled()).isEmpty();
  }

  @Test
  void aMarkOfARowThatIsGoneIsDoneWith() {
    Map<Key, Set<String>> marks = Map.of(new Key("PolicyEntity", "p"), Set.of("m"));

    assertThat(round(marks, Map.of(PART, "old", OTHER, "same"), marks).settled())
        .containsExactly("m");
  }

  @Test
  void whatAnotherNodeHasLearntMeanwhileIsLeftToIt() {
    Outcome outcome =
        TrustRound.compare(
            known(Map.of(PART, "old"), NO_MARKS),
            Map.of(PART, "new"),
            known(Map.of(PART, "new"), NO_MARKS),
            key -> false);

    assertThat(outcome.report()).isEmpty();
    assertThat(outcome.learn()).isEmpty();
  }

  @Test
  void aRowThatMayComeAndGoIsReportedOnlyForWhatItSays() {
    Part server = new Part("authorization", new Key("ResourceServerEntity", "s"));
    Known before = known(Map.of(PART, "old", OTHER, "same"), NO_MARKS);

    Outcome outcome =
        TrustRound.compare(
            before, Map.of(PART, "new", server, "x"), before, key -> !key.equals(KEY));

    assertThat(outcome.report()).containsExactly(new Found(PART, Difference.CHANGED));
    assertThat(outcome.learn()).containsOnlyKeys(PART, server);
    assertThat(outcome.forget()).containsExactly(OTHER);
    Outcome changed =
        TrustRound.compare(before, Map.of(PART, "old", OTHER, "other"), before, key -> true);
    assertThat(changed.report()).containsExactly(new Found(OTHER, Difference.CHANGED));
  }
}
