package io.ticketgate.spi;

/** In which format a subscriber gets its events. */
public enum EventFormat {
  /**
   * <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents</a>
   * 1.0 in JSON.
   */
  CLOUDEVENTS,

  /** <a href="https://schema.ocsf.io/1.8.0">OCSF</a> 1.8.0 in JSON. */
  OCSF,

  /**
   * What a transmitter of OpenID SSF needs for a security event of <a
   * href="https://openid.net/specs/openid-caep-1_0-final.html">CAEP</a> 1.0: a JSON object with
   * {@code event} (the id), {@code type} (the URI), {@code subject} ({@code kind} and {@code id})
   * and {@code attributes} (those of the event). A test has the id alone. Only the end of what a
   * binding gave to a person or client is such an event.
   */
  CAEP
}
