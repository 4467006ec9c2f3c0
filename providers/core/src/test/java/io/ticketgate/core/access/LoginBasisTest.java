package io.ticketgate.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginBasisTest {

  @Test
  void whoeverProvesSomethingAnewIsTheOwner() {
    assertThat(new LoginBasis(false, false, false).mayBeSomebodyElse()).isFalse();
  }

  @Test
  void soIsWhoeverHasASessionOfTheirOwn() {
    assertThat(new LoginBasis(false, true, true).mayBeSomebodyElse()).isFalse();
  }

  @Test
  void aSessionThatIsNotKnownProvesNothing() {
    assertThat(new LoginBasis(false, true, false).mayBeSomebodyElse()).isTrue();
  }

  @Test
  void aSessionThatSomebodyTookOverIsNeverTheOwners() {
    assertThat(new LoginBasis(true, true, true).mayBeSomebodyElse()).isTrue();
    assertThat(new LoginBasis(true, false, false).mayBeSomebodyElse()).isTrue();
  }

  @Test
  void withoutALoginKeycloakWorksOnItsOwnAccount() {
    assertThat(LoginBasis.NONE.mayBeSomebodyElse()).isFalse();
  }
}
