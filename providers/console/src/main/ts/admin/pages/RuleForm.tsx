import { ActionList, ActionListItem, Alert, AlertVariant, Button, ExpandableSection, Form, FormGroup, Grid, GridItem, Radio, Spinner, TextInput } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import type { Rule } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { useConsole, useGate, useMay } from "../../ui/console";
import { useLoad } from "../../ui/load";
import { Page } from "../../ui/page";
import { Problem } from "../../ui/show";
import { FieldInput } from "../rule/FieldInput";
import { at, says, SECTIONS, withValue, type Draft } from "../rule/fields";
import { faultOf, Preview, usePreview } from "../rule/Preview";
import { Trial } from "../rule/Trial";

const MODES = ["enforce", "audit", "off"] as const;
/** Open from the start: without these a rule says nothing. */
const FIRST = ["protects", "tickets"];

/** A new rule reports and refuses nothing until somebody has seen what it would do. */
const NEW: Draft = { name: "", mode: "audit", tickets: { minApprovals: 1 }, lifetime: { max: "PT8H" } };

function RuleEditor({ id, rule }: { id?: string; rule: Draft }) {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { addAlert } = useAlerts();
  const [draft, setDraft] = useState(rule);
  const [opened, setOpened] = useState(() => new Set(SECTIONS.filter((it) => FIRST.includes(it.name) || says(rule, it)).map((it) => it.name)));
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const named = { ...(id ? { id } : {}), ...draft, name: draft.name || say("rules.new") };
  const state = usePreview(named, at(draft, "protects") !== undefined);
  const fault = faultOf(problem ?? state.problem);
  const set = (path: string, value: unknown) => {
    setProblem(undefined);
    setDraft((before) => withValue(before, path, value));
  };
  const faulty = (path: string) => (fault && (fault.field === path || fault.field.startsWith(path + ".") || fault.field.startsWith(path + "[")) ? fault.message : undefined);
  const save = async () => {
    setBusy(true);
    try {
      const saved = id ? await gate.put<Rule>("/rules/" + encodeURIComponent(id), draft) : await gate.post<Rule>("/rules", draft);
      addAlert(say("rules.saved", { name: saved.name }), AlertVariant.success);
      go(["rules"]);
    } catch (failure) {
      setProblem(failure);
      setBusy(false);
    }
  };
  const admin = may("admin");
  const toRevoke = state.preview?.toRevoke ?? 0;
  return (
    <Grid hasGutter>
      <GridItem lg={8}>
        <Form
          isHorizontal={false}
          onSubmit={(event) => {
            event.preventDefault();
            if (admin && !busy) void save();
          }}
        >
          <FormGroup label={say("rules.name")} isRequired fieldId="rule-name">
            <TextInput id="rule-name" isRequired value={(draft.name as string | undefined) ?? ""} onChange={(_, value) => setDraft((before) => ({ ...before, name: value }))} validated={faulty("name") ? "error" : "default"} />
          </FormGroup>
          <FormGroup role="radiogroup" label={say("rules.mode")} fieldId="rule-mode">
            {MODES.map((mode) => (
              <Radio
                key={mode}
                id={"rule-mode-" + mode}
                name="mode"
                label={sayWord("rule.mode", mode)}
                description={sayWord("rule.mode", mode + ".help")}
                isChecked={(draft.mode ?? "enforce") === mode}
                onChange={() => set("mode", mode)}
              />
            ))}
          </FormGroup>
          {SECTIONS.map((section) => (
            <ExpandableSection
              key={section.name}
              isIndented
              toggleText={say(`rule.section.${section.name}`)}
              data-testid={"rule-section-" + section.name}
              isExpanded={opened.has(section.name) || section.fields.some((it) => faulty(it.path))}
              onToggle={(_, open) =>
                setOpened((before) => {
                  const next = new Set(before);
                  if (open) next.add(section.name);
                  else next.delete(section.name);
                  return next;
                })
              }
            >
              <p className="tg-quiet pf-v5-u-mb-md">{say(`rule.section.${section.name}.help`)}</p>
              {section.fields.map((field) => (
                <div key={field.path} className="pf-v5-u-mb-md">
                  <FieldInput field={field} draft={draft} problem={faulty(field.path)} onChange={set} />
                </div>
              ))}
            </ExpandableSection>
          ))}
          {problem !== undefined && <Problem problem={problem} />}
          {toRevoke > 0 && draft.onChange === "revoke" && <Alert isInline variant="warning" title={say("rules.willRevoke", { count: toRevoke })} />}
          <ActionList>
            {admin && (
              <ActionListItem>
                <Button type="submit" isLoading={busy} isDisabled={busy || !draft.name} data-testid="rule-save">{say("save")}</Button>
              </ActionListItem>
            )}
            <ActionListItem>
              <Button variant="link" onClick={() => go(["rules"])}>{say(admin ? "cancel" : "back")}</Button>
            </ActionListItem>
          </ActionList>
        </Form>
      </GridItem>
      {admin && (
        <GridItem lg={4}>
          <Preview state={state} />
          <Trial draft={named} />
        </GridItem>
      )}
    </Grid>
  );
}

/** A new rule, or one that is there. */
export function RuleForm({ id }: { id?: string }) {
  const say = useSay();
  const gate = useGate();
  const { data, problem } = useLoad<Draft>(async () => {
    if (!id) return NEW;
    const { id: _, matches: __, ...rule } = await gate.get<Rule>("/rules/" + encodeURIComponent(id));
    return rule;
  }, id ?? "new");
  const above = { text: say("nav.rules"), path: ["rules"] };
  return (
    <Page title={id ? ((data?.name as string | undefined) ?? "…") : say("rules.new")} above={above} help={id ? undefined : say("rules.new.help")}>
      {problem !== undefined && <Problem problem={problem} />}
      {data ? <RuleEditor key={id ?? "new"} id={id} rule={data} /> : problem === undefined && <Spinner size="lg" aria-label={say("loading")} />}
    </Page>
  );
}
