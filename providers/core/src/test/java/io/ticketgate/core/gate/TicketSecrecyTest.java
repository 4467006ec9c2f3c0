package io.ticketgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ticketgate.core.refusal.CheckResult;
import io.ticketgate.core.refusal.ErrorCode;
import io.ticketgate.core.refusal.GateException;
import io.ticketgate.spi.TicketRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketSecrecyTest {

  private static final TicketRef NAMED = TicketRef.parse("demo:CHG-1");

  private static GateException.Refused failing(ErrorCode code, CheckResult.Id... ids) {
    return new GateException.Refused(
        code,
        "why",
        List.of(ids).stream().map(id -> CheckResult.fail("rule", id, "because")).toList());
  }

  @Test
  void aTicketThatIsNotThereLooksLikeOneThatIsForSomethingElse() {
    GateException none =
        TicketSecrecy.toStranger(
            new GateException.NotFound(ErrorCode.TICKET_NOT_FOUND, "no such system"), NAMED);
    GateException another =
        TicketSecrecy.toStranger(failing(ErrorCode.TICKET_MISMATCH, CheckResult.Id.SUBJECT), NAMED);
    GateException closed =
        TicketSecrecy.toStranger(
            failing(
                ErrorCode.TICKET_CLOSED, CheckResult.Id.TICKET_OPEN, CheckResult.Id.ENTITLEMENT),
            NAMED);

    GateException away =
        TicketSecrecy.toStranger(new GateException.Unavailable("later", 30), NAMED);

    assertThat(List.of(none, another, closed, away))
        .allSatisfy(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.TICKET_MISMATCH);
              assertThat(refusal).hasMessage(none.getMessage());
              assertThat(((GateException.Refused) refusal).checks()).isEmpty();
            });
  }

  @Test
  void ofATicketForThisGrantTheReasonIsTold() {
    GateException unapproved = failing(ErrorCode.TICKET_NOT_APPROVED, CheckResult.Id.APPROVALS);
    assertThat(TicketSecrecy.toStranger(unapproved, NAMED)).isSameAs(unapproved);
  }
}
