package io.ticketgate.keycloak.rest;

import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.token.StrongerLogin;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** RFC 9470, section 3: says by which login the caller may do it. */
final class StepUpAnswer {

  private StepUpAnswer() {}

  static String sentence(StrongerLogin asked) {
    return "This asks for a stronger login. Log in again with acr_values="
        + asked.acrValues()
        + ", and come within "
        + asked.maxAge()
        + ".";
  }

  static Response of(StrongerLogin asked) {
    return Problem.answer(
        Response.Status.UNAUTHORIZED,
        ErrorCode.NOT_PERMITTED,
        sentence(asked),
        Map.of(
            HttpHeaders.WWW_AUTHENTICATE,
            "Bearer error=\"insufficient_user_authentication\", acr_values=\""
                + asked.acrValues()
                + "\", max_age=\""
                + asked.maxAge().toSeconds()
                + "\""));
  }
}
