import { Button, Checkbox, Flex, FlexItem, FormGroup, FormHelperText, HelperText, HelperTextItem, Switch, TextArea, TextInput } from "@libs/patternfly";
import { HelpItem } from "@libs/ui-shared";
import { useSay, useSayWord } from "../../i18n";
import { ListInput } from "../../ui/listInput";
import { Choose } from "../../ui/menu";
import { iso, length, UNITS, type Unit } from "./duration";
import { at, type Draft, type Field } from "./fields";

interface FieldInputProps {
  field: Field;
  draft: Draft;
  /** What the server says of this field. */
  problem?: string;
  onChange(path: string, value: unknown): void;
}

interface InputProps<T> {
  id: string;
  label: string;
  value: T;
  fallback?: string;
  invalid: boolean;
  onChange(value: unknown): void;
}

function DurationInput({ id, label, value, fallback, invalid, none, onChange }: InputProps<string> & { none?: boolean }) {
  const say = useSay();
  const sayWord = useSayWord();
  const endless = value === "none";
  const simple = length(value);
  const shown = simple ?? { amount: "", unit: (length(fallback ?? "")?.unit ?? "hours") as Unit };
  if (value && !endless && !simple) {
    return <TextInput id={id} aria-label={label} value={value} validated={invalid ? "error" : "default"} onChange={(_, text) => onChange(text)} />;
  }
  return (
    <Flex spaceItems={{ default: "spaceItemsSm" }}>
      <FlexItem>
        <TextInput
          id={id}
          aria-label={label}
          type="number"
          min={0}
          className="tg-number"
          isDisabled={endless}
          value={shown.amount}
          placeholder={length(fallback ?? "")?.amount}
          validated={invalid ? "error" : "default"}
          onChange={(_, amount) => onChange(iso({ amount, unit: shown.unit }))}
        />
      </FlexItem>
      <FlexItem>
        <Choose
          label={say("duration.unit")}
          value={shown.unit}
          options={UNITS.map((unit) => ({ value: unit, text: sayWord("duration", unit) }))}
          onChange={(unit) => onChange(iso({ amount: shown.amount || length(fallback ?? "")?.amount || "1", unit: unit as Unit }))}
        />
      </FlexItem>
      {none && (
        <FlexItem>
          <Checkbox id={id + "-none"} label={say("duration.none")} isChecked={endless} onChange={(_, on) => onChange(on ? "none" : "")} />
        </FlexItem>
      )}
    </Flex>
  );
}

type Risks = Record<string, { minApprovals?: number; lifetime?: string }>;

function RisksInput({ id, value, onChange }: { id: string; value: Risks; onChange(value: unknown): void }) {
  const say = useSay();
  const rows = Object.entries(value);
  const put = (index: number, risk: string, row: Risks[string]) => onChange(Object.fromEntries(rows.map((it, n) => (n === index ? [risk, row] : it))));
  return (
    <>
      {rows.map(([risk, row], index) => (
        <Flex key={index} className="pf-v5-u-mb-sm" spaceItems={{ default: "spaceItemsSm" }}>
          <FlexItem>
            <TextInput aria-label={say("risks.risk")} id={`${id}-${index}`} value={risk} onChange={(_, text) => put(index, text, row)} />
          </FlexItem>
          <FlexItem>
            <TextInput
              aria-label={say("risks.approvals")}
              className="tg-number"
              type="number"
              min={1}
              placeholder={say("risks.approvals")}
              value={row.minApprovals ?? ""}
              onChange={(_, text) => put(index, risk, { ...row, minApprovals: text ? Number(text) : undefined })}
            />
          </FlexItem>
          <FlexItem>
            <DurationInput
              id={`${id}-${index}-lifetime`}
              label={say("risks.lifetime")}
              value={row.lifetime ?? ""}
              invalid={false}
              onChange={(lifetime) => put(index, risk, { ...row, lifetime: (lifetime as string) || undefined })}
            />
          </FlexItem>
          <FlexItem>
            <Button variant="link" isInline onClick={() => onChange(Object.fromEntries(rows.filter((_, n) => n !== index)))}>{say("remove")}</Button>
          </FlexItem>
        </Flex>
      ))}
      <Button variant="link" isInline isDisabled={"" in value} onClick={() => onChange({ ...value, [rows.length === 0 ? "high" : ""]: { minApprovals: 2 } })}>
        {say("risks.add")}
      </Button>
    </>
  );
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.split(",").map((it) => it.trim()).filter(Boolean))
    .filter((set) => set.length > 0);

function Input({ field, value, ...rest }: InputProps<unknown> & { field: Field }) {
  const say = useSay();
  const sayWord = useSayWord();
  const { id, label, fallback, invalid, onChange } = rest;
  const validated = invalid ? "error" : "default";
  switch (field.kind) {
    case "switch":
      return (
        <Switch
          id={id}
          aria-label={label}
          label={say("yes")}
          labelOff={say("no")}
          isChecked={Boolean(value ?? field.fallback)}
          onChange={(_, on) => onChange(on === (field.fallback ?? false) ? undefined : on)}
        />
      );
    case "choice":
      return (
        <Choose
          id={id}
          label={label}
          value={String(value ?? field.fallback ?? "")}
          options={field.options.map((option) => ({ value: option, text: sayWord(`rule.${field.path}`, option) }))}
          onChange={onChange}
        />
      );
    case "number":
      return (
        <TextInput
          id={id}
          type="number"
          min={0}
          className="tg-number"
          value={value === undefined ? "" : String(value)}
          placeholder={fallback}
          validated={validated}
          onChange={(_, text) => onChange(text === "" ? undefined : Number(text))}
        />
      );
    case "list":
      return <ListInput id={id} label={label} values={(value as string[] | undefined) ?? []} invalid={invalid} onChange={onChange} />;
    case "duration":
      return <DurationInput {...rest} value={(value as string | undefined) ?? ""} none={field.none} />;
    case "sets":
      return (
        <TextArea
          id={id}
          rows={2}
          autoResize
          defaultValue={((value as string[][] | undefined) ?? []).map((set) => set.join(", ")).join("\n")}
          validated={validated}
          onChange={(_, text) => onChange(lines(text))}
        />
      );
    case "risks":
      return <RisksInput id={id} value={(value as Risks | undefined) ?? {}} onChange={onChange} />;
    case "code":
      return <TextArea id={id} className="tg-code" rows={3} autoResize value={(value as string | undefined) ?? ""} validated={validated} onChange={(_, text) => onChange(text)} />;
    default:
      return <TextInput id={id} value={(value as string | undefined) ?? ""} placeholder={fallback} validated={validated} onChange={(_, text) => onChange(text)} />;
  }
}

/** One field of a rule with its name, its help, and what the server says of it. */
export function FieldInput({ field, draft, problem, onChange }: FieldInputProps) {
  const sayWord = useSayWord();
  const id = "rule-" + field.path.replaceAll(".", "-");
  const label = sayWord("rule", field.path);
  return (
    <FormGroup
      label={label}
      fieldId={id}
      labelIcon={<HelpItem helpText={sayWord("rule", field.path + ".help")} fieldLabelId={id} />}
      data-testid={id}
    >
      <Input
        field={field}
        id={id}
        label={label}
        value={at(draft, field.path)}
        fallback={field.fallback === undefined ? undefined : String(field.fallback)}
        invalid={problem !== undefined}
        onChange={(value) => onChange(field.path, value)}
      />
      {problem !== undefined && (
        <FormHelperText>
          <HelperText>
            <HelperTextItem variant="error">{problem}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
