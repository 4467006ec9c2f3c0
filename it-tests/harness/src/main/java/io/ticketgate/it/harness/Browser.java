package io.ticketgate.it.harness;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a browser as a login needs: cookies, redirects within one server, and the forms of its
 * pages. One of it is one person's.
 */
public final class Browser {

  private static final Pattern FORM =
      Pattern.compile("<form\\b[^>]*>.*?</form>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ACTION =
      Pattern.compile("<form\\b[^>]*\\baction=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
  private static final Pattern INPUT =
      Pattern.compile("<input\\b[^>]*>", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final int MOST_REDIRECTS = 20;

  private final KeycloakServer server;
  private final List<Cookie> cookies = new ArrayList<>();

  public Browser(KeycloakServer server) {
    this.server = server;
  }

  /** Goes to a path of the server: the page where the redirects end, or the one that leads away. */
  public Answer open(String path) {
    return follow(path, call(path).get());
  }

  /** Sends the page's first form, its hidden fields with these. */
  public Answer submit(Answer page, Map<String, String> fields) {
    Matcher form = FORM.matcher(page.body());
    if (!form.find()) {
      throw new AssertionError("No form on this page: " + page);
    }
    Matcher action = ACTION.matcher(form.group());
    if (!action.find()) {
      throw new AssertionError("A form without action: " + form.group());
    }
    Map<String, String> all = hidden(form.group());
    all.putAll(fields);
    String path = local(unescape(action.group(1)));
    return follow(path, call(path).post(new Http.Form(all)));
  }

  /** Takes the cookies of an answer to a request that a script in one of its pages has sent. */
  public void receive(String path, Answer answer) {
    keepCookies(path, answer);
  }

  /** The fields with a value that the page's forms have. */
  public static Map<String, String> hidden(String html) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher input = INPUT.matcher(html);
    while (input.find()) {
      String name = attribute(input.group(), "name");
      String value = attribute(input.group(), "value");
      if (!name.isEmpty() && !value.isEmpty()) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private Answer follow(String path, Answer first) {
    Answer answer = first;
    String at = path;
    for (int i = 0; i < MOST_REDIRECTS; i++) {
      keepCookies(at, answer);
      String location = answer.header("Location");
      if (answer.status() / 100 != 3 || !isHere(location)) {
        return answer;
      }
      at = local(location);
      answer = call(at).get();
    }
    throw new AssertionError("Redirected without end: " + answer);
  }

  private Http.Call call(String path) {
    StringBuilder sent = new StringBuilder();
    for (Cookie cookie : cookies) {
      if (path.startsWith(cookie.path())) {
        sent.append(sent.isEmpty() ? "" : "; ")
            .append(cookie.name())
            .append('=')
            .append(cookie.value());
      }
    }
    Http.Call call = server.http().to(path).header("Accept", "text/html");
    return sent.isEmpty() ? call : call.header("Cookie", sent.toString());
  }

  private void keepCookies(String path, Answer answer) {
    for (String header : answer.headers().allValues("Set-Cookie")) {
      String[] parts = header.split(";", -1);
      int equals = parts[0].indexOf('=');
      String name = parts[0].substring(0, equals).trim();
      String value = parts[0].substring(equals + 1).trim();
      String scope = path;
      boolean gone = value.isEmpty() || value.equals("\"\"");
      for (String part : parts) {
        String option = part.trim();
        if (option.regionMatches(true, 0, "Path=", 0, 5)) {
          scope = option.substring(5);
        }
        gone |= option.equalsIgnoreCase("Max-Age=0");
      }
      String cookiePath = scope;
      cookies.removeIf(old -> old.name().equals(name) && old.path().equals(cookiePath));
      if (!gone) {
        cookies.add(new Cookie(name, value, cookiePath));
      }
    }
  }

  private boolean isHere(String location) {
    return location.startsWith("/") || location.startsWith(server.baseUri() + "/");
  }

  private String local(String location) {
    URI base = server.baseUri();
    return location.startsWith(base.toString())
        ? location.substring(base.toString().length())
        : location;
  }

  private static String attribute(String tag, String name) {
    Matcher value =
        Pattern.compile("\\b" + name + "=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE).matcher(tag);
    return value.find() ? unescape(value.group(1)) : "";
  }

  private static String unescape(String html) {
    return html.replace("&#61;", "=")
        .replace("&#x2F;", "/")
        .replace("&#43;", "+")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  private record Cookie(String name, String value, String path) {}
}
