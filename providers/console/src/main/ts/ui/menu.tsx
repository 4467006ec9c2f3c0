import { ActionsColumn, Dropdown, DropdownItem, DropdownList, MenuToggle, Select, SelectList, SelectOption } from "@libs/patternfly";
import { useState } from "react";
import { useSay } from "../i18n";

export interface Action {
  text: string;
  danger?: boolean;
  act(): void;
}

/** What can be done with a row. */
export const RowActions = ({ actions }: { actions: Action[] }) =>
  actions.length === 0 ? null : <ActionsColumn items={actions.map((it) => ({ title: it.text, isDanger: it.danger, onClick: it.act }))} />;

/** What can be done with what a page shows. */
export function ActionMenu({ actions }: { actions: Action[] }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  if (actions.length === 0) return null;
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: "right" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} onClick={() => setOpen(!open)} isExpanded={open} data-testid="action-dropdown">
          {say("action")}
        </MenuToggle>
      )}
    >
      <DropdownList>
        {actions.map((it) => (
          <DropdownItem
            key={it.text}
            isDanger={it.danger}
            onClick={() => {
              setOpen(false);
              it.act();
            }}
          >
            {it.text}
          </DropdownItem>
        ))}
      </DropdownList>
    </Dropdown>
  );
}

interface ChooseProps {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  onChange(value: string): void;
  id?: string;
}

/** One of a few. */
export function Choose({ label, value, options, onChange, id }: ChooseProps) {
  const [open, setOpen] = useState(false);
  return (
    <Select
      isOpen={open}
      onOpenChange={setOpen}
      selected={value}
      onSelect={(_, chosen) => {
        onChange(String(chosen));
        setOpen(false);
      }}
      toggle={(ref) => (
        <MenuToggle ref={ref} id={id} onClick={() => setOpen(!open)} isExpanded={open} aria-label={label}>
          {options.find((it) => it.value === value)?.text ?? label}
        </MenuToggle>
      )}
    >
      <SelectList aria-label={label}>
        {options.map((it) => (
          <SelectOption key={it.value} value={it.value}>{it.text}</SelectOption>
        ))}
      </SelectList>
    </Select>
  );
}
