package io.ticketgate.keycloak.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {

  private static final Path COMMITTED = Path.of("../../docs/openapi.yaml");
  private static final Path GENERATED = Path.of("target/openapi.yaml");

  @Test
  void isTheOneThatIsCommitted() throws IOException {
    String generated = OpenApiDocument.yaml();
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, generated);

    assertThat(Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "")
        .as(
            "docs/openapi.yaml is not what the resources say. If the change is meant:"
                + " cp providers/keycloak/target/openapi.yaml docs/openapi.yaml")
        .isEqualTo(generated);
  }
}
