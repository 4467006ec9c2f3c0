package io.ticketgate.connectors.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Encodes texts as parts of a URL. */
final class UrlEncoding {

  private UrlEncoding() {}

  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(one -> segment(one.getKey()) + "=" + segment(one.getValue()))
        .collect(Collectors.joining("&"));
  }
}
