package io.ticketgate.it;

import io.ticketgate.it.harness.Answer;
import io.ticketgate.it.harness.Http;
import io.ticketgate.it.harness.RealmFixture;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** A key of a client, which proves itself with assertions that it signs (private_key_jwt). */
public final class ClientKey {

  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  public final String kid;
  private final PrivateKey secret;
  private final Map<String, Object> jwk = new LinkedHashMap<>();

  private final String pem;

  private ClientKey(String kid, PrivateKey secret, String pem) {
    this.kid = kid;
    this.secret = secret;
    this.pem = pem;
  }

  public static ClientKey rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      RSAPublicKey open = (RSAPublicKey) pair.getPublic();
      ClientKey key =
          new ClientKey(
              UUID.randomUUID().toString(),
              pair.getPrivate(),
              Base64.getEncoder().encodeToString(open.getEncoded()));
      key.jwk.put("kty", "RSA");
      key.jwk.put("kid", key.kid);
      key.jwk.put("n", number(open.getModulus()));
      key.jwk.put("e", number(open.getPublicExponent()));
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key of a certificate, which Keycloak finds by an id it computes. */
  static ClientKey ofCertificate(String kid, String pkcs1) {
    try {
      byte[] key = pkcs8(Base64.getDecoder().decode(pkcs1));
      return new ClientKey(
          kid, KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)), "");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keycloak hands out RSA keys as PKCS#1, which the JDK does not read; RFC 5208 wraps them. */
  private static byte[] pkcs8(byte[] pkcs1) {
    byte[] head = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");
    return der(0x30, concat(head, der(0x04, pkcs1)));
  }

  private static byte[] der(int tag, byte[] content) {
    byte[] head = {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    return concat(head, content);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /** The public part. */
  public Map<String, Object> jwk() {
    return jwk;
  }

  /** The public part in PEM, without its first and last line. */
  public String pem() {
    return pem;
  }

  /** The token endpoint's answer to an assertion of the client. */
  public Answer token(RealmFixture realm, String clientId) {
    return realm
        .server()
        .admin()
        .tokens(
            realm.name(),
            "grant_type",
            "client_credentials",
            "client_id",
            clientId,
            "client_assertion_type",
            ASSERTION,
            "client_assertion",
            assertion(realm, clientId));
  }

  private String assertion(RealmFixture realm, String clientId) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", clientId);
    claims.put("sub", clientId);
    claims.put(
        "aud", realm.open("/.well-known/openid-configuration").get().expect(200).text("issuer"));
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("exp", Instant.now().plusSeconds(30).getEpochSecond());
    claims.put("iat", Instant.now().getEpochSecond());
    String signed =
        url(json(Map.of("alg", "RS256", "typ", "JWT", "kid", kid))) + "." + url(json(claims));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(secret);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + url(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] json(Map<String, Object> fields) {
    return Http.JSON.valueToTree(fields).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Without the octet that only says a number is not negative (RFC 7518, section 6.3.1.1). */
  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return url(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
