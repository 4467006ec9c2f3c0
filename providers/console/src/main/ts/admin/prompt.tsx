import { Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, Label, Modal, ModalVariant, Text, TextContent, TextInput } from "@libs/patternfly";
import { I18nextProvider } from "@libs/i18n";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { gateApi, stockApi } from "../api/client";
import type { Evaluation } from "../api/types";
import type { ConsoleContext } from "../context";
import { i18n, startWords, useSay } from "../i18n";
import { loadStyles } from "../styles";
import { Checks } from "../ui/checks";
import { Problem } from "../ui/show";
import { wanted } from "./refused";

interface Refused {
  context: ConsoleContext;
  method: string;
  /** Below the realm. */
  path: string;
  body?: string;
  refused: Response;
  retry(ticket: string): Promise<Response>;
}

/** What the server said to the try with a ticket; undefined where it was not refused. */
async function refusalOf(response: Response): Promise<Error | undefined> {
  if (response.status !== 403 && response.status !== 409 && response.status !== 503) return undefined;
  const body = (await response.clone().json().catch(() => ({}))) as { error_description?: string; errorMessage?: string; error?: string };
  return new Error(body.error_description ?? body.errorMessage ?? body.error ?? String(response.status));
}

interface DialogProps extends Refused {
  /** What was said when it was refused at first. */
  reason?: string;
  done(response: Response): void;
}

function Dialog({ context, method, path, body, refused, retry, reason, done }: DialogProps) {
  const say = useSay();
  const [ticket, setTicket] = useState("");
  const [checked, setChecked] = useState<Evaluation[]>();
  const [problem, setProblem] = useState<unknown>();
  const [last, setLast] = useState(refused);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (failure) {
      setProblem(failure);
    }
    setBusy(false);
  };
  const check = () =>
    run(async () => {
      const want = await wanted(stockApi(context), method, path, body ? JSON.parse(body) : undefined);
      const gate = gateApi(context);
      if (!want) {
        setChecked([]);
        return;
      }
      setChecked(
        await Promise.all(want.entitlements.map((entitlement) => gate.post<Evaluation>("/evaluations", { ticket: ticket.trim(), subject: want.subject, entitlement }))),
      );
    });
  const goOn = () =>
    run(async () => {
      const response = await retry(ticket.trim());
      setLast(response);
      const again = await refusalOf(response);
      if (again) throw again;
      done(response);
    });
  return (
    <Modal
      isOpen
      variant={ModalVariant.medium}
      title={say("prompt.title")}
      onClose={() => done(last)}
      data-testid="ticket-prompt"
      actions={[
        <Button key="go" isDisabled={!ticket.trim() || busy} isLoading={busy} onClick={() => void goOn()} data-testid="prompt-go">{say("prompt.goOn")}</Button>,
        <Button key="check" variant="secondary" isDisabled={!ticket.trim() || busy} onClick={() => void check()} data-testid="prompt-check">{say("trial.run")}</Button>,
        <Button key="cancel" variant="link" onClick={() => done(last)}>{say("cancel")}</Button>,
      ]}
    >
      <TextContent className="pf-v5-u-mb-md">
        <Text>{say("prompt.help")}</Text>
        {reason && <Text component="small">{reason}</Text>}
      </TextContent>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (ticket.trim() && !busy) void goOn();
        }}
      >
        <FormGroup label={say("field.ticket")} isRequired fieldId="prompt-ticket">
          <TextInput id="prompt-ticket" isRequired autoFocus value={ticket} placeholder={say("search.ticket.example")} onChange={(_, value) => { setTicket(value); setChecked(undefined); }} />
          <FormHelperText>
            <HelperText>
              <HelperTextItem>{say("field.ticket.help")}</HelperTextItem>
            </HelperText>
          </FormHelperText>
        </FormGroup>
      </Form>
      <div aria-live="polite" className="pf-v5-u-mt-md">
        {problem !== undefined && <Problem problem={problem} title={say("prompt.refused")} />}
        {checked?.length === 0 && <Text>{say("prompt.cannotCheck")}</Text>}
        {checked?.map((it, index) => (
          <div key={index}>
            <Label color={it.allowed ? "green" : "red"}>{say(it.allowed ? "trial.allowed" : "trial.refused")}</Label>
            <Checks checks={it.checks.filter((one) => it.allowed || one.outcome === "fail")} />
          </div>
        ))}
      </div>
    </Modal>
  );
}

/** Asks for the ticket of a change that was refused, and makes the change again; answers what came of it at last. */
export async function promptForTicket(refused: Refused): Promise<Response> {
  await Promise.all([loadStyles(), startWords(refused.context.locale)]);
  // The sentence goes on with what a program is to do.
  const reason = (await refusalOf(refused.refused))?.message.split(": ")[0];
  const into = document.body.appendChild(document.createElement("div"));
  const root = createRoot(into);
  const response = await new Promise<Response>((done) => {
    root.render(
      <I18nextProvider i18n={i18n}>
        <Dialog {...refused} reason={reason} done={done} />
      </I18nextProvider>,
    );
  });
  root.unmount();
  into.remove();
  return response;
}
