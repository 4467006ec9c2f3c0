import { Button, Label, LabelGroup, TextInput, TextInputGroup } from "@libs/patternfly";
import { useState } from "react";
import { useSay } from "../i18n";

interface ListInputProps {
  id: string;
  label: string;
  values: string[];
  placeholder?: string;
  invalid?: boolean;
  onChange(values: string[]): void;
}

/** Several texts: each is added by Enter, a comma's place, or leaving the field, and removed by its cross. */
export function ListInput({ id, label, values, placeholder, invalid, onChange }: ListInputProps) {
  const say = useSay();
  const [text, setText] = useState("");
  const add = () => {
    const value = text.trim();
    if (value && !values.includes(value)) onChange([...values, value]);
    setText("");
  };
  return (
    <>
      {values.length > 0 && (
        <LabelGroup aria-label={label} numLabels={50} className="pf-v5-u-mb-sm">
          {values.map((value) => (
            <Label key={value} onClose={() => onChange(values.filter((it) => it !== value))} closeBtnAriaLabel={say("list.remove", { value })}>
              {value}
            </Label>
          ))}
        </LabelGroup>
      )}
      <TextInputGroup>
        <TextInput
          id={id}
          value={text}
          placeholder={placeholder}
          validated={invalid ? "error" : "default"}
          onChange={(_, value) => setText(value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="control" isDisabled={!text.trim()} onClick={add}>{say("list.add")}</Button>
      </TextInputGroup>
    </>
  );
}
