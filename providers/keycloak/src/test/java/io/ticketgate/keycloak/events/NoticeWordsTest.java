package io.ticketgate.keycloak.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.binding.EndCause;
import io.ticketgate.core.event.EventType;
import io.ticketgate.core.event.Letters;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-mails have words for everything that they may have to say, in each language. */
class NoticeWordsTest {

  private static final Path MESSAGES =
      Path.of("../../themes/src/main/resources/theme-resources/messages");

  @ParameterizedTest
  @ValueSource(strings = {"en", "de"})
  void eachCauseAndEachEventHasItsWords(String language) throws IOException {
    Properties words = new Properties();
    try (Reader file =
        Files.newBufferedReader(MESSAGES.resolve("messages_" + language + ".properties"))) {
      words.load(file);
    }

    for (EndCause cause : EndCause.values()) {
      assertThat(words).containsKey("ticketGateNotice.cause." + cause.word());
    }
    for (EventType type : EventType.values()) {
      if (Letters.kind(type).isPresent()) {
        String tail = type.word().replaceFirst(".*\\.", "");
        assertThat(words)
            .containsKeys("ticketGateNotice.subject." + tail, "ticketGateNotice.body." + tail);
      }
    }
  }
}
