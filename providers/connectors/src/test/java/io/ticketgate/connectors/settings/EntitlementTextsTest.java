package io.ticketgate.connectors.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.spi.EntitlementName.RealmRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntitlementTextsTest {

  private static final EntitlementTexts TEXTS = new EntitlementTexts(true);

  @Test
  void readsEachNameOnce() {
    assertThat(TEXTS.read(List.of("role:a, role:b", "role:a")))
        .containsExactly(new RealmRole("a"), new RealmRole("b"));
  }

  // What people see of the field is "role:reader" alone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "role:reader\n<span style=\"display:none\">,\nrole:db-admin\n</span>",
        "role:reader<!--,role:db-admin,-->",
        "role:reader< div hidden >,role:db-admin",
        "role:reader,role:db-admin,</p>",
        "role:reader&lt;p hidden&gt;;role:db-admin",
        "role:reader&#60;p hidden&#62;;role:db-admin",
        "role:reader&#x3C;p hidden&#x3E;;role:db-admin"
      })
  void aTextThatCanHideWordsNamesNothing(String text) {
    assertThat(TEXTS.read(List.of(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"role:a, because 1 < 2", "role:a; R&D asked", "role:a, a <-> b"})
  void otherSignsAreNoMarkup(String text) {
    assertThat(TEXTS.read(List.of(text))).contains(new RealmRole("a"));
  }
}
