package io.ticketgate.connectors.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** Key stores with a certificate for one name, made by the JDK's own keytool. */
final class Certificates {

  static final String PASSWORD = "changeit";

  private Certificates() {}

  static Path keystore(Path folder, String name, String... more) throws Exception {
    Path file = folder.resolve(name + more.length + ".p12");
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            "server",
            "-dname",
            "CN=" + name,
            "-ext",
            "SAN=DNS:" + name,
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            file.toString());
    for (String argument : more) {
      keytool.command().add(argument);
    }
    if (keytool.start().waitFor() != 0) {
      throw new IllegalStateException("keytool failed.");
    }
    return file;
  }

  /** A truststore with that certificate alone. */
  static KeyStore trusting(Path keystore) throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    trust.setCertificateEntry("server", keys.getCertificate("server"));
    return trust;
  }
}
