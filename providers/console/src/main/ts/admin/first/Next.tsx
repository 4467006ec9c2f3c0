import { Button, Label, List, ListItem, Spinner } from "@libs/patternfly";
import type { Rule } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { useConsole, useGate } from "../../ui/console";
import { useLoad } from "../../ui/load";
import { Page } from "../../ui/page";
import { Problem } from "../../ui/show";

/** What to do once the first rule reports: bind what is there, see what it would refuse, and enforce it. */
export function Next({ id }: { id: string }) {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const { go } = useConsole();
  const { data, problem } = useLoad(() => gate.get<Rule>("/rules/" + encodeURIComponent(id)), id);
  const above = { text: say("nav.rules"), path: ["rules"] };
  if (problem !== undefined) return <Page title={say("nav.rules")} above={above}><Problem problem={problem} /></Page>;
  if (!data) return <Page title="…" above={above}><Spinner size="lg" aria-label={say("loading")} /></Page>;
  const enforced = data.mode === "enforce";
  return (
    <Page
      title={say("first.next.title", { name: data.name })}
      badge={<Label color={enforced ? "green" : "blue"}>{sayWord("rule.mode", data.mode ?? "enforce")}</Label>}
      above={above}
      help={say("first.next.help")}
    >
      <List component="ol" data-testid="first-next" className="tg-steps">
        <ListItem>
          <strong>{say("first.next.coverage")}</strong>
          <p>{say("first.next.coverage.help")}</p>
          <Button variant="link" isInline onClick={() => go(["coverage"])} data-testid="first-coverage">{say("coverage.open")}</Button>
        </ListItem>
        <ListItem>
          <strong>{say("first.next.watch")}</strong>
          <p>{say("first.next.watch.help")}</p>
        </ListItem>
        <ListItem>
          <strong>{say("first.next.enforce")}</strong>
          <p>{say("first.next.enforce.help")}</p>
          <Button variant="link" isInline onClick={() => go(["rules", id])} data-testid="first-enforce">{say("first.next.openRule")}</Button>
        </ListItem>
      </List>
    </Page>
  );
}
