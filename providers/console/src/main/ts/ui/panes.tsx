import { Tab, TabTitleText, Tabs } from "@libs/patternfly";
import type { ReactNode } from "react";

export interface Pane {
  key: string;
  title: string;
  content: ReactNode;
}

interface PanesProps {
  label: string;
  active: string;
  panes: Pane[];
  onChange(key: string): void;
}

/** Tabs of which only the open one is there. */
export const Panes = ({ label, active, panes, onChange }: PanesProps) => (
  <Tabs activeKey={active} onSelect={(_, key) => onChange(String(key))} mountOnEnter unmountOnExit aria-label={label}>
    {panes.map(({ key, title, content }) => (
      <Tab key={key} eventKey={key} title={<TabTitleText>{title}</TabTitleText>}>
        <div className="pf-v5-u-mt-md">{content}</div>
      </Tab>
    ))}
  </Tabs>
);
