import { ActionList, ActionListItem, Button, Form, FormGroup, Spinner, TextInput } from "@libs/patternfly";
import { useState } from "react";
import { Client, Refusal } from "../../api/client";
import { useSay } from "../../i18n";
import { useConsole, useMay } from "../../ui/console";
import { useLoad } from "../../ui/load";
import { Choose } from "../../ui/menu";
import { Problem } from "../../ui/show";
import { SettingInput } from "./SettingInput";
import { componentTypes, type ComponentType, type Property, type Settings } from "./types";

interface EditorProps {
  spi: string;
  /** Undefined for a new one, whose kind is chosen first. */
  kind?: string;
  name?: string;
  settings: Settings;
  kindLabel: string;
  /** What the server calls the settings in `field` of a refusal: `config.` or nothing. */
  fieldPrefix: string;
  save(kind: string, name: string, settings: Settings): Promise<void>;
  cancel(): void;
}

/** Settings whose use depends on another one: those of an authentication that is not chosen are not shown. */
const NEEDED_FOR: Record<string, { setting: string; values: string[] }> = {
  username: { setting: "auth", values: ["basic"] },
  password: { setting: "auth", values: ["basic"] },
  token: { setting: "auth", values: ["bearer", "header"] },
  headerName: { setting: "auth", values: ["header"] },
  tokenPrefix: { setting: "auth", values: ["header"] },
  tokenUrl: { setting: "auth", values: ["oauth2"] },
  clientId: { setting: "auth", values: ["oauth2"] },
  clientSecret: { setting: "auth", values: ["oauth2"] },
  clientAuth: { setting: "auth", values: ["oauth2"] },
  scope: { setting: "auth", values: ["oauth2"] },
};

function isShown(property: Property, type: ComponentType, settings: Settings): boolean {
  const need = NEEDED_FOR[property.name];
  const decides = need && type.properties.find((it) => it.name === need.setting);
  if (!need || !decides) return true;
  return settings[property.name] !== undefined || need.values.includes(String(settings[need.setting] ?? decides.defaultValue));
}

/** The setting that a sentence names first: connectors say what is wrong in a sentence alone. */
export function mentioned(sentence: string, properties: Pick<Property, "name">[]): string | undefined {
  const at = (name: string) => sentence.search(new RegExp(`\\b${name}\\b`));
  return properties
    .map((it) => it.name)
    .filter((name) => at(name) >= 0)
    .sort((a, b) => at(a) - at(b))[0];
}

/** A form for a component of the gate, made from what the server says of its settings. */
export function Editor({ spi, kind, name, settings, kindLabel, fieldPrefix, save, cancel }: EditorProps) {
  const say = useSay();
  const may = useMay();
  const context = useConsole();
  const [chosen, setChosen] = useState(kind);
  const [called, setCalled] = useState(name ?? "");
  const [values, setValues] = useState(settings);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { data: types, problem: failed } = useLoad(() => componentTypes(new Client(context, context.adminBaseUrl), spi), spi);
  if (failed !== undefined) return <Problem problem={failed} />;
  if (!types) return <Spinner size="lg" aria-label={say("loading")} />;
  const type = types.find((it) => it.id === chosen);
  const fault = problem instanceof Refusal ? (problem.field ?? fieldPrefix + (mentioned(problem.message, type?.properties ?? []) ?? "")) : undefined;
  const run = async () => {
    if (!type) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await save(type.id, called.trim(), values);
    } catch (failure) {
      setProblem(failure);
      setBusy(false);
    }
  };
  const set = (property: string) => (value: string | string[] | boolean | undefined) => {
    const { [property]: _, ...others } = values;
    const nothing = value === undefined || (Array.isArray(value) && value.length === 0);
    setValues(nothing ? others : { ...others, [property]: value });
  };
  const isDone = called.trim() !== "" && type?.properties.every((it) => !it.required || values[it.name] !== undefined);
  return (
    <Form
      className="tg-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isDone && !busy && may("admin")) void run();
      }}
    >
      <FormGroup label={say("component.name")} isRequired fieldId="component-name">
        <TextInput id="component-name" isRequired value={called} validated={fault === "name" ? "error" : "default"} onChange={(_, value) => setCalled(value)} />
      </FormGroup>
      <FormGroup label={kindLabel} isRequired fieldId="component-kind">
        {kind ? (
          <TextInput id="component-kind" readOnlyVariant="plain" value={kind} />
        ) : (
          <Choose id="component-kind" label={kindLabel} value={chosen ?? ""} options={types.map((it) => ({ value: it.id, text: it.id }))} onChange={setChosen} />
        )}
        {type?.helpText && <p className="tg-quiet pf-v5-u-mt-sm">{type.helpText}</p>}
      </FormGroup>
      {type?.properties
        .filter((it) => isShown(it, type, values))
        .map((it) => (
          <SettingInput
            key={it.name}
            kind={type.id}
            property={it}
            value={values[it.name]}
            problem={fault === fieldPrefix + it.name ? (problem as Refusal).message : undefined}
            onChange={set(it.name)}
          />
        ))}
      {problem !== undefined && <Problem problem={problem} />}
      <ActionList>
        {may("admin") && (
          <ActionListItem>
            <Button type="submit" isLoading={busy} isDisabled={!isDone || busy} data-testid="component-save">{say("save")}</Button>
          </ActionListItem>
        )}
        <ActionListItem>
          <Button variant="link" onClick={cancel}>{say(may("admin") ? "cancel" : "back")}</Button>
        </ActionListItem>
      </ActionList>
    </Form>
  );
}
