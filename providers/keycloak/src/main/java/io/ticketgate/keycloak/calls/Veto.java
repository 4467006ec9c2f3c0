package io.ticketgate.keycloak.calls;

import io.ticketgate.core.refusal.GateException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;
import org.keycloak.services.ErrorResponseException;

/**
 * A refusal inside a stock Keycloak endpoint. Keycloak rolls the transaction back and answers with
 * our code and sentence in the fields that its clients read: {@code error} and {@code
 * error_description} (Admin Console), {@code errorMessage} (kcadm and the Java admin client).
 */
public final class Veto extends ErrorResponseException {

  @Serial private static final long serialVersionUID = 1L;

  // Kept here: the parent's getError() is not there in Keycloak 26.4.
  private final String error;
  private final String sentence;
  private final Response.Status status;
  private final String errorMessage;
  private final transient GateException refusal;

  public Veto(GateException refusal) {
    this(refusal, String.valueOf(refusal.getMessage()));
  }

  private Veto(GateException refusal, String errorMessage) {
    super(refusal.code().code(), refusal.getMessage(), Statuses.of(refusal));
    this.refusal = refusal;
    this.errorMessage = errorMessage;
    this.error = refusal.code().code();
    this.sentence = String.valueOf(refusal.getMessage());
    this.status = Statuses.of(refusal);
  }

  /**
   * The refusal of a rule or system: {@code errorMessage} begins with the code. Keycloak's own
   * refusal of a component has no other field.
   */
  public static Veto ofComponent(GateException refusal) {
    return new Veto(refusal, refusal.code().code() + ": " + refusal.getMessage());
  }

  /** The refusal itself. */
  public GateException refusal() {
    return refusal;
  }

  /** What is left of the refusal where no response is sent: in a task, an import at start. */
  @Override
  public String getMessage() {
    return error + ": " + sentence;
  }

  @Override
  public Response getResponse() {
    // The parent's answer is dropped; what counts is that it marks the transaction for rollback.
    super.getResponse();
    Map<String, String> body = new LinkedHashMap<>();
    body.put("error", error);
    body.put("error_description", sentence);
    body.put("errorMessage", errorMessage);
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
  }
}
