import { Alert, Button, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, FormGroup, FormHelperText, HelperText, HelperTextItem, Label, Radio, TextInput, TextInputGroup, Title } from "@libs/patternfly";
import { useState, type ReactNode } from "react";
import type { System } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { useConsole, useStock } from "../../ui/console";
import { Problem } from "../../ui/show";
import { FieldInput } from "../rule/FieldInput";
import { at, SECTIONS, type Draft, type Field } from "../rule/fields";
import { Matches, type PreviewState } from "../rule/Preview";
import { length } from "../rule/duration";
import { protectedBy, withRolesOf, type Answers, type Carried, type Source } from "./answers";

export interface StepProps {
  answers: Answers;
  /** What the server says of a field. */
  faulty(path: string): string | undefined;
  set(path: string, value: unknown): void;
}

const FIELDS = new Map(SECTIONS.flatMap((section) => section.fields).map((field) => [field.path, field]));

function Fields({ paths, answers, faulty, set }: StepProps & { paths: string[] }) {
  return (
    <>
      {paths.map((path) => {
        // A rule without an end needs reviews, which is more than a first rule has to say.
        const field = { ...FIELDS.get(path), none: false } as Field;
        return <FieldInput key={path} field={field} draft={answers.draft} problem={faulty(path)} onChange={set} />;
      })}
    </>
  );
}

const Hint = ({ children, error }: { children: ReactNode; error?: boolean }) => (
  <FormHelperText>
    <HelperText>
      <HelperTextItem variant={error ? "error" : "default"}>{children}</HelperTextItem>
    </HelperText>
  </FormHelperText>
);

/** Protects what a group gives to its members. */
function RolesOfGroup({ answers, change }: { answers: Answers; change(answers: Answers): void }) {
  const say = useSay();
  const stock = useStock();
  const [path, setPath] = useState("");
  const [said, setSaid] = useState<{ text: string; error: boolean }>();
  const add = async () => {
    const named = path.trim().replace(/^\/+/, "");
    if (!named) return;
    try {
      const group = await stock.get<Carried>("/group-by-path/" + named.split("/").map(encodeURIComponent).join("/"));
      const next = withRolesOf(answers, group);
      setSaid({ text: say(next === answers ? "first.group.none" : "first.group.added", { group: "/" + named }), error: next === answers });
      change(next);
      if (next !== answers) setPath("");
    } catch (failure) {
      setSaid({ text: failure instanceof Error ? failure.message : String(failure), error: true });
    }
  };
  return (
    <FormGroup label={say("first.group")} fieldId="first-group">
      <TextInputGroup>
        <TextInput
          id="first-group"
          value={path}
          placeholder="/dba"
          onChange={(_, value) => setPath(value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            void add();
          }}
        />
        <Button variant="control" isDisabled={!path.trim()} onClick={() => void add()} data-testid="first-group-add">{say("first.group.add")}</Button>
      </TextInputGroup>
      <div aria-live="polite">{said ? <Hint error={said.error}>{said.text}</Hint> : <Hint>{say("first.group.help")}</Hint>}</div>
    </FormGroup>
  );
}

export const Protect = ({ change, ...props }: StepProps & { change(answers: Answers): void }) => (
  <>
    <Fields {...props} paths={["protects.realmRoles", "protects.clientRoles"]} />
    <RolesOfGroup answers={props.answers} change={change} />
    <Fields {...props} paths={["protects.clientCredentials"]} />
  </>
);

/** Beside the first step: what the names match now. */
export function MatchesNow({ state, draft }: { state: PreviewState; draft: Draft }) {
  const say = useSay();
  return (
    <aside aria-live="polite" aria-busy={state.loading} data-testid="first-matches">
      <Title headingLevel="h2" size="lg" className="pf-v5-u-mb-md">{say("preview.protects")}</Title>
      {state.preview && protectedBy(draft).length > 0 ? <Matches matches={state.preview.matches} /> : <p className="tg-quiet">{say("first.protect.nothing")}</p>}
      {state.problem !== undefined && <Problem problem={state.problem} title={say("preview.notYet")} />}
    </aside>
  );
}

export function SourceStep({ source, systems, choose, problem }: { source?: Source; systems: System[]; choose(source: Source): void; problem?: string }) {
  const say = useSay();
  const { go } = useConsole();
  return (
    <>
      <FormGroup role="radiogroup" label={say("first.source.which")} fieldId="first-source">
        {systems.map((it) => (
          <Radio
            key={it.name}
            id={"first-source-" + it.name}
            name="source"
            label={it.name}
            description={it.connector}
            isChecked={source?.kind === "system" && source.name === it.name}
            onChange={() => choose({ kind: "system", name: it.name })}
          />
        ))}
        {systems.length > 1 && (
          <Radio id="first-source-any" name="source" label={say("first.source.any")} isChecked={source?.kind === "any"} onChange={() => choose({ kind: "any" })} />
        )}
        <Radio
          id="first-source-new"
          name="source"
          label={say("first.source.new")}
          description={say("first.source.new.help")}
          isChecked={source?.kind === "new"}
          onChange={() => choose({ kind: "new", name: "itsm" })}
        />
      </FormGroup>
      {source?.kind === "new" && (
        <FormGroup label={say("first.source.name")} isRequired fieldId="first-source-name">
          <TextInput id="first-source-name" isRequired value={source.name} validated={problem ? "error" : "default"} onChange={(_, name) => choose({ kind: "new", name })} />
          <Hint error={problem !== undefined}>{problem ?? say("first.source.name.help", { name: source.name || "itsm" })}</Hint>
        </FormGroup>
      )}
      <p>
        {say("first.source.other")}{" "}
        <Button variant="link" isInline onClick={() => go(["systems", "new"])}>{say("systems.add")}</Button>
      </p>
    </>
  );
}

export const TicketStep = (props: StepProps) => (
  <Fields {...props} paths={["tickets.minApprovals", "tickets.requireJustification", "tickets.requireWindow", "lifetime.max"]} />
);

function Said({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

/** What the answers come to, in words. */
export function SaveStep({ answers, faulty, set }: StepProps) {
  const say = useSay();
  const sayWord = useSayWord();
  const { draft, source } = answers;
  const life = length(String(at(draft, "lifetime.max") ?? ""));
  const demands = [
    say("first.save.approvals", { count: Number(at(draft, "tickets.minApprovals") ?? 1) }),
    ...(at(draft, "tickets.requireJustification") ? [sayWord("rule", "tickets.requireJustification")] : []),
    ...(at(draft, "tickets.requireWindow") ? [sayWord("rule", "tickets.requireWindow")] : []),
    sayWord("rule", "separationOfDuties.approverNotBeneficiary"),
  ];
  return (
    <>
      <DescriptionList isCompact isHorizontal data-testid="first-summary">
        <Said term={say("rules.protects")}>
          {protectedBy(draft).map((it) => <Label key={it} isCompact variant="outline">{it}</Label>)}
        </Said>
        <Said term={say("first.step.source")}>
          {source?.kind === "any" ? say("first.source.any") : source?.name} {source?.kind === "new" && <Label isCompact color="blue">{say("first.save.isMade")}</Label>}
        </Said>
        <Said term={say("first.step.ticket")}>{demands.join(" · ")}</Said>
        <Said term={sayWord("rule", "lifetime.max")}>{life ? `${life.amount} ${sayWord("duration", life.unit)}` : String(at(draft, "lifetime.max") ?? "")}</Said>
        <Said term={say("rules.mode")}>{sayWord("rule.mode", "audit")}</Said>
      </DescriptionList>
      <FormGroup label={say("rules.name")} isRequired fieldId="first-name">
        <TextInput id="first-name" isRequired value={String(draft.name ?? "")} validated={faulty("name") ? "error" : "default"} onChange={(_, value) => set("name", value)} />
      </FormGroup>
      <Alert isInline variant="info" title={say("first.save.audit")}>{say("first.save.audit.help")}</Alert>
    </>
  );
}
