package io.ticketgate.it.matrix;

import io.ticketgate.it.ClientKey;
import io.ticketgate.it.harness.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys, and what says where keys are found, that a protected client proves itself by. */
final class ClientKeyRoutes {

  private static final ClientKey KEY = ClientKey.rsa(2048);
  private static final String CERTIFICATES = "/certificates/jwt.credential/";
  private static final String BOUNDARY = "----part";

  private ClientKeyRoutes() {}

  static List<Route> all() {
    return List.of(
        keyed("client-jwks-string", "Write a key into a client")
            .gives("the client gets in with the key", ClientKeyRoutes::getsIn)
            .withTwin()
            .by(
                stage ->
                    attributes(stage, Map.of("use.jwks.string", "true", "jwks.string", keySet()))),
        pointed("client-jwks-url", "Write where the keys of a client are found", "jwks.url")
            .by(
                stage ->
                    attributes(
                        stage,
                        Map.of("use.jwks.url", "true", "jwks.url", "https://keys.example.test/"))),
        pointed("client-x509", "Write which certificate a client has", "x509.subjectdn")
            .by(stage -> attributes(stage, Map.of("x509.subjectdn", "CN=somebody"))),
        pointed(
                "client-federated",
                "Write whose tokens a client proves itself by",
                "jwt.credential.sub")
            .by(
                stage ->
                    attributes(
                        stage,
                        Map.of(
                            "jwt.credential.issuer",
                            "elsewhere",
                            "jwt.credential.sub",
                            "somebody"))),
        ClientRoutes.route(
                "client-saml-certificate", "Write the signing certificate of a SAML client")
            .gives("it signs by it", ClientKeyRoutes::signsByOurs)
            .given(
                stage ->
                    stage
                        .realm
                        .api("/clients")
                        .post(
                            Map.of(
                                "clientId",
                                ClientRoutes.CLIENT,
                                "protocol",
                                "saml",
                                // Or else Keycloak makes a key of 4096 bits.
                                "attributes",
                                Map.of("saml.signing.certificate", "MIIB")))
                        .expect(201))
            .by(stage -> attributes(stage, Map.of("saml.signing.certificate", "MIIC"))),
        ClientRoutes.route("client-saml-created", "Create a protected SAML client")
            .gives("it signs by its certificate", ClientKeyRoutes::signsByOurs)
            .withTwin()
            .by(
                stage ->
                    stage
                        .to("/clients")
                        .post(
                            Map.of(
                                "clientId",
                                ClientRoutes.CLIENT,
                                "protocol",
                                "saml",
                                "attributes",
                                Map.of("saml.signing.certificate", "MIIC")))),
        pointed(
                "client-key-generated",
                "Have a key made for a client",
                "jwt.credential.certificate")
            .by(stage -> stage.to(ClientRoutes.path(stage) + CERTIFICATES + "generate").post()),
        pointed(
                "client-key-downloaded",
                "Have a key store made for a client",
                "jwt.credential.certificate")
            .refused(Refusal.own("ticket_required"))
            .by(
                stage ->
                    stage
                        .to(ClientRoutes.path(stage) + CERTIFICATES + "generate-and-download")
                        .post(
                            Map.of(
                                "format",
                                "PKCS12",
                                "keyAlias",
                                "key",
                                "keyPassword",
                                "password",
                                "storePassword",
                                "password"))),
        pointed("client-key-uploaded", "Upload a key of a client", "jwt.credential.public.key")
            .withTwin()
            .by(stage -> upload(stage, "upload")),
        pointed(
                "client-certificate-uploaded",
                "Upload a certificate of a client",
                "jwt.credential.public.key")
            .by(stage -> upload(stage, "upload-certificate")));
  }

  private static Route.Draft keyed(String id, String title) {
    return ClientRoutes.route(id, title)
        .given(
            stage ->
                stage.realm.createClient(
                    ClientRoutes.CLIENT, Map.of("clientAuthenticatorType", "client-jwt")));
  }

  private static Route.Draft pointed(String id, String title, String attribute) {
    return keyed(id, title)
        .gives("the client proves itself by it", stage -> !attribute(stage, attribute).isEmpty());
  }

  private static boolean signsByOurs(Stage stage) {
    return attribute(stage, "saml.signing.certificate").equals("MIIC");
  }

  private static String attribute(Stage stage, String name) {
    return stage
        .realm
        .api("/clients?clientId=" + ClientRoutes.CLIENT)
        .get()
        .expect(200)
        .json()
        .path(0)
        .path("attributes")
        .path(name)
        .asText();
  }

  private static Answer attributes(Stage stage, Map<String, String> attributes) {
    return ClientRoutes.put(stage, Map.of("attributes", attributes));
  }

  private static boolean getsIn(Stage stage) {
    return KEY.token(stage.realm, ClientRoutes.CLIENT).status() == 200;
  }

  private static String keySet() {
    Map<String, Object> key = new LinkedHashMap<>(KEY.jwk());
    key.put("use", "sig");
    return io.ticketgate.it.harness.Http.JSON.valueToTree(Map.of("keys", List.of(key))).toString();
  }

  private static Answer upload(Stage stage, String how) {
    String body =
        part("keystoreFormat", "", "Public Key PEM")
            + part("file", "; filename=\"key.pem\"", KEY.pem())
            + "--"
            + BOUNDARY
            + "--\r\n";
    return stage
        .to(ClientRoutes.path(stage) + CERTIFICATES + how)
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .post(body);
  }

  private static String part(String name, String more, String content) {
    return "--"
        + BOUNDARY
        + "\r\nContent-Disposition: form-data; name=\""
        + name
        + "\""
        + more
        + "\r\n\r\n"
        + content
        + "\r\n";
  }
}
