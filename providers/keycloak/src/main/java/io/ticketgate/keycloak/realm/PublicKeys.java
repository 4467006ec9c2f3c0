package io.ticketgate.keycloak.realm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.common.util.KeyUtils;
import org.keycloak.common.util.PemUtils;
import org.keycloak.jose.jwk.JWKParser;
import org.keycloak.models.ClientModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.util.JsonSerialization;

/**
 * The public keys by which a client is to prove itself with signed assertions (private_key_jwt, RFC
 * 7523).
 *
 * @param ids their key ids
 * @param attributes the client attributes that register them, and nothing else
 */
public record PublicKeys(List<String> ids, Map<String, String> attributes)
    implements CredentialForm {

  private static final String SET = "jwks.string";
  private static final String USE_SET = "use.jwks.string";
  private static final String CERTIFICATE = "jwt.credential.certificate";

  private static final int MOST_KEYS = 10;
  private static final int LEAST_RSA_BITS = 2048;
  private static final int LONGEST_ID = 255;

  /** RFC 7518, 6: what a public key consists of. Whatever else was sent is not stored. */
  private static final Map<String, List<String>> MEMBERS =
      Map.of("RSA", List.of("n", "e"), "EC", List.of("crv", "x", "y"), "OKP", List.of("crv", "x"));

  /** RFC 7518, 6.2.2 to 6.4: the secret parts of keys. */
  private static final Set<String> SECRET_MEMBERS =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  public PublicKeys {
    ids = List.copyOf(ids);
    attributes = Map.copyOf(attributes);
  }

  /**
   * Keys from a JWK set.
   *
   * @param field path of the set in the request
   * @throws GateException.Invalid when it is none, or holds anything but public signing keys
   */
  public static PublicKeys ofSet(JsonNode set, String field) {
    JsonNode keys = set.path("keys");
    if (!keys.isArray() || keys.isEmpty() || keys.size() > MOST_KEYS) {
      throw invalid(field, field + ".keys is a list of one to " + MOST_KEYS + " public keys.");
    }
    Map<String, ObjectNode> checked = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String path = field + ".keys." + i;
      ObjectNode key = key(keys.get(i), path);
      if (checked.put(key.path("kid").asText(), key) != null) {
        throw invalid(path + ".kid", "Two keys have the same kid.");
      }
    }
    return of(checked);
  }

  /** As {@link #ofSet}, from one key. */
  public static PublicKeys ofKey(JsonNode key, String field) {
    ObjectNode checked = key(key, field);
    return of(Map.of(checked.path("kid").asText(), checked));
  }

  private static PublicKeys of(Map<String, ObjectNode> keys) {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    ArrayNode list = set.putArray("keys");
    keys.values().forEach(list::add);
    return new PublicKeys(
        new ArrayList<>(keys.keySet()), Map.of(USE_SET, "true", SET, set.toString()));
  }

  private static ObjectNode key(JsonNode key, String field) {
    if (!key.isObject()) {
      throw invalid(field, field + " is a JSON Web Key.");
    }
    for (String member : SECRET_MEMBERS) {
      if (key.has(member)) {
        throw invalid(
            field,
            field
                + " has a private or symmetric part ("
                + member
                + "). Send only a public key, and replace this key: it is no longer secret.");
      }
    }
    String type = key.path("kty").asText();
    List<String> members = MEMBERS.get(type);
    if (members == null) {
      throw invalid(field + ".kty", "kty is RSA, EC or OKP.");
    }
    if (key.has("use") && !key.path("use").asText().equals("sig")) {
      throw invalid(field + ".use", "use is sig: the client signs with the key.");
    }
    ObjectNode checked = JsonNodeFactory.instance.objectNode();
    // Keycloak passes over keys without a use.
    checked.put("kty", type).put("use", "sig");
    Stream.concat(members.stream(), Stream.of("alg", "kid"))
        .filter(key::has)
        .forEach(member -> checked.put(member, text(key.path(member), field + "." + member)));
    PublicKey parsed = parsed(checked, field);
    if (!checked.has("kid")) {
      checked.put("kid", KeyUtils.createKeyId(parsed));
    }
    return checked;
  }

  private static String text(JsonNode value, String field) {
    String text = value.isTextual() ? value.textValue() : "";
    boolean tooLong = field.endsWith(".kid") && text.length() > LONGEST_ID;
    if (text.isBlank() || tooLong) {
      throw invalid(field, field + " is a text" + (tooLong ? " of up to 255 characters." : "."));
    }
    return text;
  }

  private static PublicKey parsed(ObjectNode key, String field) {
    PublicKey parsed;
    try {
      parsed = JWKParser.create().parse(key.toString()).toPublicKey();
    } catch (RuntimeException unusable) {
      throw invalid(field, field + " is not a public key that Keycloak can use.");
    }
    return strong(parsed, field);
  }

  private static PublicKey strong(PublicKey key, String field) {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw invalid(field, "An RSA key has at least " + LEAST_RSA_BITS + " bits.");
    }
    return key;
  }

  /** As {@link #ofSet}, from a PEM certificate. */
  public static PublicKeys ofCertificate(String pem, String field) {
    X509Certificate certificate;
    try {
      certificate = PemUtils.decodeCertificate(pem);
      certificate.checkValidity();
    } catch (CertificateException expired) {
      throw invalid(field, field + " is not valid now; send a certificate that is.");
    } catch (RuntimeException malformed) {
      throw invalid(field, field + " is not an X.509 certificate in PEM.");
    }
    PublicKey key = strong(certificate.getPublicKey(), field);
    return new PublicKeys(
        List.of(KeyUtils.createKeyId(key)),
        Map.of(CERTIFICATE, KeycloakModelUtils.getPemFromCertificate(certificate)));
  }

  /**
   * Thumbprints of the keys that a client has registered in its own record; none of those at an
   * address. A key may be named as another one is, and is another all the same.
   */
  public static List<String> registered(ClientModel client) {
    return registered(attributes(client));
  }

  private static Map<String, String> attributes(ClientModel client) {
    Map<String, String> attributes = new HashMap<>();
    for (String name : List.of(SET, USE_SET, CERTIFICATE)) {
      String value = client.getAttribute(name);
      if (value != null) {
        attributes.put(name, value);
      }
    }
    return attributes;
  }

  /** The same of a client that has these attributes. */
  static List<String> registered(Map<String, String> attributes) {
    List<String> thumbprints = new ArrayList<>();
    keysOf(attributes).forEach(key -> thumbprint(key).ifPresent(thumbprints::add));
    certificateOf(attributes).ifPresent(thumbprints::add);
    return thumbprints;
  }

  /** What identifies a public key: SHA-256 of its encoding. */
  public static String thumbprint(PublicKey key) {
    return KeyUtils.createKeyId(key);
  }

  private static Optional<String> thumbprint(JsonNode key) {
    try {
      return Optional.of(thumbprint(JWKParser.create().parse(key.toString()).toPublicKey()));
    } catch (RuntimeException unusable) {
      return Optional.empty(); // no client proves itself by it
    }
  }

  /** That of the key in the client's certificate; empty where no client proves itself by it. */
  private static Optional<String> certificateOf(Map<String, String> attributes) {
    String certificate = attributes.get(CERTIFICATE);
    if (certificate == null || certificate.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(thumbprint(PemUtils.decodeCertificate(certificate).getPublicKey()));
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private static List<JsonNode> keysOf(Map<String, String> attributes) {
    String set = attributes.get(SET);
    if (!"true".equals(attributes.get(USE_SET)) || set == null) {
      return List.of();
    }
    try {
      List<JsonNode> keys = new ArrayList<>();
      JsonSerialization.mapper.readTree(set).path("keys").forEach(keys::add);
      return keys;
    } catch (JsonProcessingException unreadable) {
      return List.of(); // no client proves itself by it
    }
  }

  /** The attributes that register those keys of the client that have one of these thumbprints. */
  static Map<String, String> retained(ClientModel client, List<String> thumbprints) {
    Map<String, String> attributes = new HashMap<>();
    List<JsonNode> keys =
        keysOf(attributes(client)).stream()
            .filter(key -> thumbprint(key).filter(thumbprints::contains).isPresent())
            .toList();
    if (!keys.isEmpty()) {
      attributes.put(USE_SET, "true");
      attributes.put(SET, set(keys));
    }
    if (certificateOf(attributes(client)).filter(thumbprints::contains).isPresent()) {
      attributes.put(CERTIFICATE, client.getAttribute(CERTIFICATE));
    }
    return attributes;
  }

  /** Leaves the client those of its keys that have one of these thumbprints. */
  static void retain(ClientModel client, List<String> thumbprints) {
    Map<String, String> left = retained(client, thumbprints);
    for (String attribute : List.of(USE_SET, SET, CERTIFICATE)) {
      if (left.containsKey(attribute)) {
        client.setAttribute(attribute, left.get(attribute));
      } else {
        client.removeAttribute(attribute);
      }
    }
  }

  /**
   * The attributes that register new keys beside some that the client has.
   *
   * @param beside thumbprints of those that it has
   * @param attributes what registers the new ones alone
   */
  static Map<String, String> joined(
      ClientModel client, List<String> beside, Map<String, String> attributes) {
    String added = attributes.get(SET);
    Map<String, String> present = retained(client, beside);
    if (added == null || !present.containsKey(SET)) {
      Map<String, String> all = new HashMap<>(present);
      if (attributes.keySet().stream().anyMatch(present::containsKey)) {
        throw invalid(
            "credential",
            "A client has one certificate at a time. Send the key as credential.jwk, which is good"
                + " beside it.");
      }
      all.putAll(attributes);
      return all;
    }
    try {
      List<JsonNode> keys = new ArrayList<>();
      JsonSerialization.mapper.readTree(present.get(SET)).path("keys").forEach(keys::add);
      Set<String> names =
          keys.stream().map(key -> key.path("kid").asText()).collect(Collectors.toSet());
      for (JsonNode key : JsonSerialization.mapper.readTree(added).path("keys")) {
        if (names.contains(key.path("kid").asText())) {
          throw invalid(
              "credential",
              "The client has a key with this kid under another ticket. Give each key an id of its"
                  + " own.");
        }
        keys.add(key);
      }
      Map<String, String> all = new HashMap<>(present);
      all.put(SET, set(keys));
      return all;
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Both sets were written here.", impossible);
    }
  }

  private static String set(List<JsonNode> keys) {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    set.putArray("keys").addAll(keys);
    return set.toString();
  }

  private static GateException.Invalid invalid(String field, String message) {
    return new GateException.Invalid(ErrorCode.INVALID_REQUEST, field, message);
  }
}
