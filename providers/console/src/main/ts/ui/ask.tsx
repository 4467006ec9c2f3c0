import { Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, Modal, ModalVariant, TextArea, TextInput } from "@libs/patternfly";
import { useState, type ReactNode } from "react";
import { useSay } from "../i18n";
import { Problem } from "./show";

export interface Question {
  name: string;
  label: string;
  help?: string;
  kind?: "text" | "long" | "time";
  required?: boolean;
  value?: string;
}

interface AskProps {
  title: string;
  children?: ReactNode;
  questions?: Question[];
  /** What the button says that does it. */
  does: string;
  danger?: boolean;
  /** Does it; what it throws is shown, and the dialog stays. Times are ISO 8601, UTC. */
  act(answers: Record<string, string>): Promise<void>;
  close(): void;
}

/** `2026-12-01T09:30` in the zone of the browser, as the input of a time wants it. */
export function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** A dialog that asks what is needed, does it, and says what the server refused. */
export function Ask({ title, children, questions = [], does, danger, act, close }: AskProps) {
  const say = useSay();
  const [answers, setAnswers] = useState<Record<string, string>>(() =>
    Object.fromEntries(questions.map((it) => [it.name, it.kind === "time" && it.value ? localTime(new Date(it.value)) : (it.value ?? "")])),
  );
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const missing = questions.some((it) => it.required && !answers[it.name]?.trim());
  const run = async () => {
    setBusy(true);
    setProblem(undefined);
    const given: Record<string, string> = {};
    for (const { name, kind } of questions) {
      const value = answers[name]?.trim();
      if (value) given[name] = kind === "time" ? new Date(value).toISOString() : value;
    }
    try {
      await act(given);
      close();
    } catch (failure) {
      setProblem(failure);
      setBusy(false);
    }
  };
  const set = (name: string) => (_: unknown, value: string) => setAnswers((before) => ({ ...before, [name]: value }));
  return (
    <Modal
      variant={ModalVariant.small}
      title={title}
      isOpen
      onClose={close}
      actions={[
        <Button key="do" variant={danger ? "danger" : "primary"} isLoading={busy} isDisabled={busy || missing} onClick={() => void run()} data-testid="ask-do">
          {does}
        </Button>,
        <Button key="cancel" variant="link" onClick={close}>
          {say("cancel")}
        </Button>,
      ]}
    >
      {problem !== undefined && <Problem problem={problem} />}
      {children}
      {questions.length > 0 && (
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (!missing && !busy) void run();
          }}
        >
          {questions.map((it) => (
            <FormGroup key={it.name} label={it.label} isRequired={it.required} fieldId={"ask-" + it.name}>
              {it.kind === "long" ? (
                <TextArea id={"ask-" + it.name} value={answers[it.name]} onChange={set(it.name)} autoResize rows={3} isRequired={it.required} />
              ) : (
                <TextInput
                  id={"ask-" + it.name}
                  type={it.kind === "time" ? "datetime-local" : "text"}
                  value={answers[it.name]}
                  onChange={set(it.name)}
                  isRequired={it.required}
                />
              )}
              {it.help && (
                <FormHelperText>
                  <HelperText>
                    <HelperTextItem>{it.help}</HelperTextItem>
                  </HelperText>
                </FormHelperText>
              )}
            </FormGroup>
          ))}
        </Form>
      )}
    </Modal>
  );
}
