import { FormGroup, FormHelperText, HelperText, HelperTextItem, Switch, TextInput } from "@libs/patternfly";
import { HelpItem } from "@libs/ui-shared";
import { useSay, useSayWord } from "../../i18n";
import { ListInput } from "../../ui/listInput";
import { Choose } from "../../ui/menu";
import type { Property } from "./types";

interface SettingInputProps {
  /** The kind of component whose setting it is: each connector may mean another thing by a name. */
  kind: string;
  property: Property;
  value: string | string[] | boolean | undefined;
  problem?: string;
  onChange(value: string | string[] | boolean | undefined): void;
}

const isMany = (it: Property) => it.type === "MultivaluedString" || it.type === "MultivaluedList";
const text = (value: unknown) => (Array.isArray(value) ? value.join(", ") : value === undefined || value === null ? "" : String(value));

function Input({ property, value, problem, onChange, id, label }: SettingInputProps & { id: string; label: string }) {
  const say = useSay();
  const validated = problem === undefined ? "default" : "error";
  if (property.type === "boolean") {
    return (
      <Switch id={id} aria-label={label} label={say("yes")} labelOff={say("no")} isChecked={String(value ?? property.defaultValue) === "true"} onChange={(_, on) => onChange(String(on))} />
    );
  }
  if (property.type === "List" && property.options) {
    return (
      <Choose id={id} label={label} value={text(value ?? property.defaultValue)} options={property.options.map((it) => ({ value: it, text: it }))} onChange={onChange} />
    );
  }
  if (isMany(property)) {
    const values = value === undefined ? [] : Array.isArray(value) ? value : [String(value)];
    return <ListInput id={id} label={label} values={values} invalid={problem !== undefined} placeholder={values.length === 0 ? text(property.defaultValue) : undefined} onChange={onChange} />;
  }
  return (
    <TextInput
      id={id}
      type={property.secret ? "password" : "text"}
      autoComplete={property.secret ? "new-password" : "off"}
      isRequired={property.required}
      value={text(value)}
      placeholder={text(property.defaultValue)}
      validated={validated}
      onChange={(_, entered) => onChange(entered === "" ? undefined : entered)}
    />
  );
}

/** One setting, named in the language of the page where it is known, or else as the server names it. */
export function SettingInput(props: SettingInputProps) {
  const { kind, property, problem } = props;
  const sayWord = useSayWord();
  const id = "setting-" + property.name;
  const named = (key: string, fallback: string) => {
    const word = sayWord("setting", key);
    return word === key ? fallback : word;
  };
  const label = named(property.name, property.label ?? property.name);
  const help = named(`${kind}.${property.name}.help`, named(property.name + ".help", property.helpText ?? ""));
  return (
    <FormGroup label={label} fieldId={id} isRequired={property.required} labelIcon={help ? <HelpItem helpText={help} fieldLabelId={id} /> : undefined} data-testid={id}>
      <Input {...props} id={id} label={label} />
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
