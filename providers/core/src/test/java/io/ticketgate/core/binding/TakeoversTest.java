package io.ticketgate.core.binding;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ticketgate.core.access.Person;
import io.ticketgate.core.refusal.GateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TakeoversTest {

  private static final Person MALLORY = new Person("mallory-id", "mallory");
  private static final Person OSCAR = new Person("oscar-id", "oscar");

  private final List<Transition> history = new ArrayList<>();

  private void step(
      @Nullable BindingStatus from,
      BindingStatus to,
      @Nullable EndCause cause,
      @Nullable Person by) {
    history.add(new Transition("b", from, to, cause, Instant.EPOCH, by, null));
  }

  @Test
  void whoeverTookTheHolderOverDoesNotResume() {
    step(null, BindingStatus.ACTIVE, null, OSCAR);
    step(BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.TAKEOVER, MALLORY);

    assertThatThrownBy(() -> Takeovers.requireAnother(history, MALLORY))
        .isInstanceOf(GateException.Refused.class);
    assertThatCode(() -> Takeovers.requireAnother(history, OSCAR)).doesNotThrowAnyException();
  }

  @Test
  void norAfterATakeoverWhileItWasSuspended() {
    step(null, BindingStatus.ACTIVE, null, OSCAR);
    step(BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.ADMIN, OSCAR);
    step(BindingStatus.SUSPENDED, BindingStatus.SUSPENDED, EndCause.TAKEOVER, MALLORY);
    step(BindingStatus.SUSPENDED, BindingStatus.SUSPENDED, EndCause.TAKEOVER, OSCAR);

    assertThatThrownBy(() -> Takeovers.requireAnother(history, MALLORY))
        .isInstanceOf(GateException.Refused.class);
  }

  @Test
  void whatWasResumedSinceIsForgotten() {
    step(null, BindingStatus.ACTIVE, null, OSCAR);
    step(BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.TAKEOVER, MALLORY);
    step(BindingStatus.SUSPENDED, BindingStatus.ACTIVE, null, OSCAR);
    step(BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.ADMIN, OSCAR);

    assertThatCode(() -> Takeovers.requireAnother(history, MALLORY)).doesNotThrowAnyException();
  }

  @Test
  void aTakeoverByNobodyKnownHoldsNobodyBack() {
    step(BindingStatus.ACTIVE, BindingStatus.SUSPENDED, EndCause.TAKEOVER, null);

    assertThatCode(() -> Takeovers.requireAnother(history, OSCAR)).doesNotThrowAnyException();
  }
}
