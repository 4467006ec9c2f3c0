package io.ticketgate.core.ledger.export;

import io.ticketgate.core.ledger.Checkpoint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows as a page that a person reads and prints: {@code report.html}. It has no script, loads
 * nothing, and every name is escaped.
 */
public final class EvidenceReport {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8884; }
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
      h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem .35rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
      td.n { font-variant-numeric: tabular-nums; white-space: nowrap; }
      code { font-size: .9em; overflow-wrap: anywhere; } small { opacity: .75; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; } dd { margin: 0; overflow-wrap: anywhere; }
      @media print { body { margin: 0; max-width: none; font-size: 10pt; } tr { break-inside: avoid; } thead { display: table-header-group; } }
      """;

  /** What the rows show, by the ids of the controls that auditors look for. */
  private static final Map<String, String> CONTROLS =
      new TreeMap<>(
          Map.of(
              "NIST CSF 2.0 PR.AA-05",
              "Permissions are defined in a policy (the rules), managed, enforced and reviewed.",
              "OWASP NHI1:2025",
              "Access of service accounts ends with its ticket: endings and their causes.",
              "OWASP NHI7:2025",
              "Each credential of a service account has an end: expiresAt.",
              "PCI DSS 4.0.1, 7.2",
              "Each grant names its ticket, its approvers and its end.",
              "PCI DSS 4.0.1, 8.6",
              "Interactive use of system accounts is approved, justified and limited in time.",
              "CSA AICM IAM-06, IAM-07, IAM-10",
              "Provisioning is approved and recorded, revocation is timely, privileged access is"
                  + " limited in time."));

  private EvidenceReport() {}

  /** The page as far as the first row. */
  public static String head(Manifest manifest, Checkpoint checkpoint) {
    StringBuilder page =
        new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';")
            .append(" style-src 'unsafe-inline'\">\n<title>Evidence of access</title>\n<style>\n")
            .append(STYLE)
            .append("</style>\n</head>\n<body>\n<h1>Evidence of access</h1>\n<dl>\n");
    fact(page, "Asked for", manifest.query());
    fact(page, "Made at", manifest.created());
    fact(page, "Entries", manifest.complete() ? "all that match" : "the first that match");
    fact(page, "Log", checkpoint.origin());
    fact(page, "Size of the log", String.valueOf(checkpoint.size()));
    fact(page, "Root of the log", checkpoint.root().toString());
    page.append(
            "</dl>\n<p>This page is for reading. It proves nothing by itself: the entries, their")
        .append(" proofs and the signed checkpoint are in the files beside it. Check them with")
        .append(" <code>java -jar ticket-gate-verifier.jar --key &lt;key&gt;")
        .append(" evidence.zip</code>, and take the key from somebody whom you trust, not from")
        .append(" here.</p>\n<h2>Controls</h2>\n<table>\n<tbody>\n");
    CONTROLS.forEach(
        (id, what) ->
            page.append("<tr><th scope=\"row\">")
                .append(escape(id))
                .append("</th><td>")
                .append(escape(what))
                .append("</td></tr>\n"));
    return page.append("</tbody>\n</table>\n<h2>Entries</h2>\n<table>\n<thead><tr>")
        .append("<th scope=\"col\">No.</th><th scope=\"col\">When</th><th scope=\"col\">What</th>")
        .append("<th scope=\"col\">Whom and which access</th><th scope=\"col\">Ticket</th>")
        .append("<th scope=\"col\">Approved by</th><th scope=\"col\">Why</th>")
        .append("</tr></thead>\n<tbody>\n")
        .toString();
  }

  private static void fact(StringBuilder page, String name, String value) {
    page.append("<dt>").append(name).append("</dt><dd>").append(escape(value)).append("</dd>\n");
  }

  /** A row. */
  public static String line(EvidenceRow row) {
    return "<tr><td class=\"n\">"
        + row.index()
        + "</td><td class=\"n\">"
        + escape(row.open("at"))
        + "</td><td>"
        + escape(row.open("type"))
        + small(row.open("cause"), row.name("actor"))
        + "</td><td>"
        + escape(row.name("subject"))
        + small(row.name("entitlement"), row.name("name"))
        + "</td><td>"
        + escape(row.name("ticket"))
        + small(row.name("rules"), row.open("expiresAt"))
        + "</td><td>"
        + escape(row.name("approvers"))
        + small(row.name("requestedBy"), row.name("grantedBy"))
        + "</td><td>"
        + escape(row.name("justification"))
        + small(row.name("detail"), "")
        + "</td></tr>\n";
  }

  private static String small(String one, String two) {
    return List.of(one, two).stream()
        .filter(text -> !text.isEmpty())
        .map(text -> "<br><small>" + escape(text) + "</small>")
        .collect(Collectors.joining());
  }

  /** The page after the last row. */
  public static String foot() {
    return "</tbody>\n</table>\n</body>\n</html>\n";
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> {
                  // Not what turns the direction of a line, so that no name reads as another one.
                  boolean hidden =
                      (Character.isISOControl(c) && c != '\n')
                          || Character.getType(c) == Character.FORMAT;
                  out.appendCodePoint(hidden ? 0xFFFD : c);
                }
              }
            });
    return out.toString();
  }
}
