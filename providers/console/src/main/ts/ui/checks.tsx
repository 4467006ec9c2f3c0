import { Label, List, ListItem } from "@libs/patternfly";
import type { Check } from "../api/types";
import { useSayWord } from "../i18n";

const COLOURS = { pass: "green", fail: "red", not_applicable: "grey" } as const;

/** Every check of every rule that matched, and what came of it. */
export const Checks = ({ checks }: { checks: Check[] }) => {
  const sayWord = useSayWord();
  return (
    <List isPlain isBordered>
      {checks.map((check) => (
        <ListItem key={check.rule + check.id}>
          <Label isCompact color={COLOURS[check.outcome]}>{sayWord("outcome", check.outcome)}</Label> {check.message}{" "}
          <span className="tg-quiet">{check.rule}</span>
        </ListItem>
      ))}
    </List>
  );
};
