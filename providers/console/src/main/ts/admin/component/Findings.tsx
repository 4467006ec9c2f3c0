import { Label, List, ListItem } from "@libs/patternfly";
import type { Finding } from "../../api/types";
import { useSayWord } from "../../i18n";

const COLOURS = { ok: "green", warning: "orange", problem: "red" } as const;

/** What a test found, one line each. */
export const Findings = ({ findings }: { findings: Finding[] }) => {
  const sayWord = useSayWord();
  return (
    <List isPlain isBordered data-testid="findings">
      {findings.map((it) => (
        <ListItem key={it.id}>
          <Label isCompact color={COLOURS[it.outcome]}>{sayWord("finding", it.outcome)}</Label> {it.message}
        </ListItem>
      ))}
    </List>
  );
};
