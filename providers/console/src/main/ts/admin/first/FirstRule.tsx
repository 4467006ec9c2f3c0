import { ActionList, ActionListItem, Alert, Button, Form, Grid, GridItem, ProgressStep, ProgressStepper, Spinner } from "@libs/patternfly";
import { useEffect, useRef, useState } from "react";
import type { Rule, System } from "../../api/types";
import { useSay } from "../../i18n";
import { useAddress, useConsole, useGate, useMay } from "../../ui/console";
import { useLoad } from "../../ui/load";
import { Page } from "../../ui/page";
import { Problem } from "../../ui/show";
import { at } from "../rule/fields";
import { faultOf, Preview, usePreview } from "../rule/Preview";
import { answered, begin, isAnswered, ruleOf, sourceAmong, stepOf, STEPS, type Answers, type Step } from "./answers";
import { Next } from "./Next";
import { MatchesNow, Protect, SaveStep, SourceStep, TicketStep } from "./Steps";

/** What was answered in a realm, for whoever goes to make an ITSM system and comes back. Gone with the page of the console. */
const begun = new Map<string, Answers>();

function Assistant({ found }: { found: System[] }) {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { realm } = useAddress();
  const [systems, setSystems] = useState(found);
  const [given, setGiven] = useState<Answers>(() => begun.get(realm) ?? begin());
  const answers: Answers = { ...given, source: given.source ?? sourceAmong(systems.map((it) => it.name)) };
  const [step, setStep] = useState<Step>(STEPS[0]);
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  // Whoever does not see the page hears where it has gone on.
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  const rule = ruleOf(answers);
  const state = usePreview({ ...rule, name: String(rule.name || say("rules.new")) }, at(rule, "protects") !== undefined);
  const fault = faultOf(problem ?? state.problem);
  const faulty = (path: string) => (fault && (fault.field === path || fault.field.startsWith(path + "[") || fault.field.startsWith(path + ".")) ? fault.message : undefined);
  const keep = (next: Answers) => {
    begun.set(realm, next);
    setGiven(next);
    setProblem(undefined);
    setMissing(false);
  };
  const set = (path: string, value: unknown) => keep(answered(given, path, value));
  const move = (to: Step | undefined) => {
    setMissing(false);
    if (to) setStep(to);
  };
  const here = STEPS.indexOf(step);
  const save = async () => {
    let asked: (failure: unknown) => Step | undefined = () => "source";
    setBusy(true);
    try {
      if (answers.source?.kind === "new") {
        const name = answers.source.name.trim();
        await gate.post<System>("/systems", { name, connector: "push", config: {} });
        // It is there now, also if the rule is refused.
        setSystems((before) => [...before, { name, connector: "push" }]);
        keep({ ...given, source: { kind: "system", name } });
      }
      asked = (failure) => stepOf(faultOf(failure)?.field ?? "");
      const saved = await gate.post<Rule>("/rules", rule);
      begun.delete(realm);
      go(["rules", "first"], { rule: saved.id ?? "" });
    } catch (failure) {
      setProblem(failure);
      setStep((now) => asked(failure) ?? now);
      setBusy(false);
    }
  };
  const goOn = () => {
    if (!isAnswered(step, answers)) setMissing(true);
    else if (step !== "save") move(STEPS[here + 1]);
    else if (!busy && may("admin")) void save();
  };
  const props = { answers, faulty, set };
  return (
    <>
      <ProgressStepper aria-label={say("first.steps")} className="pf-v5-u-mb-lg" isCenterAligned>
        {STEPS.map((it, index) => (
          <ProgressStep
            key={it}
            id={"first-step-" + it}
            titleId={"first-step-title-" + it}
            variant={index < here ? "success" : index === here ? "info" : "pending"}
            isCurrent={index === here}
            aria-label={say(index < here ? "first.isDone" : index === here ? "first.isCurrent" : "first.isLater")}
          >
            {say(`first.step.${it}`)}
          </ProgressStep>
        ))}
      </ProgressStepper>
      <Grid hasGutter>
        <GridItem lg={8}>
          <Form
            className="tg-form"
            aria-labelledby="first-heading"
            onSubmit={(event) => {
              event.preventDefault();
              goOn();
            }}
          >
            <div>
              <h2 id="first-heading" ref={heading} tabIndex={-1} className="pf-v5-c-title pf-m-xl" data-testid="first-heading">{say(`first.step.${step}.ask`)}</h2>
              <p className="tg-quiet">{say(`first.step.${step}.help`)}</p>
            </div>
            {step === "protect" && <Protect {...props} answers={given} change={keep} />}
            {step === "source" && <SourceStep source={answers.source} systems={systems} problem={faulty("name")} choose={(source) => keep({ ...given, source })} />}
            {step === "ticket" && <TicketStep {...props} />}
            {step === "save" && <SaveStep {...props} />}
            <div aria-live="assertive">
              {missing && <Alert isInline isPlain variant="danger" title={say(`first.step.${step}.missing`)} data-testid="first-missing" />}
              {problem !== undefined && <Problem problem={problem} />}
            </div>
            <ActionList>
              {here > 0 && (
                <ActionListItem>
                  <Button variant="secondary" onClick={() => move(STEPS[here - 1])}>{say("back")}</Button>
                </ActionListItem>
              )}
              <ActionListItem>
                <Button type="submit" isLoading={busy} isDisabled={busy} data-testid="first-go">{say(step === "save" ? "first.save" : "first.goOn")}</Button>
              </ActionListItem>
              <ActionListItem>
                <Button
                  variant="link"
                  onClick={() => {
                    begun.delete(realm);
                    go(["rules"]);
                  }}
                >
                  {say("cancel")}
                </Button>
              </ActionListItem>
            </ActionList>
          </Form>
        </GridItem>
        <GridItem lg={4}>
          {step === "protect" && <MatchesNow state={state} draft={given.draft} />}
          {step === "save" && <Preview state={state} />}
        </GridItem>
      </Grid>
    </>
  );
}

/** Leads through a first rule: what it protects, where tickets come from, what they must say, and what would happen. */
export function FirstRule() {
  const say = useSay();
  const gate = useGate();
  const { realm, query } = useAddress();
  const { data, problem } = useLoad(() => gate.get<System[]>("/systems"), realm);
  const saved = query.get("rule");
  if (saved) return <Next id={saved} />;
  return (
    <Page title={say("first.title")} above={{ text: say("nav.rules"), path: ["rules"] }} help={say("first.help")}>
      {problem !== undefined && <Problem problem={problem} />}
      {data ? <Assistant found={data} /> : problem === undefined && <Spinner size="lg" aria-label={say("loading")} />}
    </Page>
  );
}
