package io.ticketgate.connectors.jira;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdfTextTest {

  @Test
  void putsEachBlockOnALineOfItsOwn() {
    assertThat(AdfText.of(Fixtures.read("cloud/issue").at("/fields/customfield_10051")))
        .isEqualTo("role:db-admin\nrole:orders/refund");
  }

  @Test
  void leavesOutWhatIsStruckThrough() {
    String document =
        "{'type':'doc','version':1,'content':[{'type':'paragraph','content':["
            + "{'type':'text','text':'role:root','marks':[{'type':'strong'},{'type':'strike'}]},"
            + "{'type':'hardBreak'},{'type':'text','text':'role:reader'}]}]}";

    assertThat(AdfText.of(Fixtures.json(document))).isEqualTo("role:reader");
  }

  @Test
  void readsBackWhatItWrites() {
    assertThat(AdfText.of(AdfText.document("db-admin for alice\n\nuntil noon")))
        .isEqualTo("db-admin for alice\nuntil noon");
  }

  @Test
  void writesNoEmptyTexts() {
    assertThat(AdfText.document("a\n\nb").at("/content/1"))
        .isEqualTo(Fixtures.json("{'type':'paragraph','content':[]}"));
  }

  @Test
  void endsInADocumentWithoutEnd() {
    String inner = "{'type':'text','text':'deep'}";
    for (int depth = 0; depth < 200; depth++) {
      inner = "{'type':'blockquote','content':[" + inner + "]}";
    }

    assertThat(AdfText.of(Fixtures.json("{'type':'doc','content':[" + inner + "]}"))).isEmpty();
  }
}
