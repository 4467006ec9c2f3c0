import { AlertVariant, Button, Label } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import type { Happening, Overview, System } from "../../api/types";
import { useSay, useSayWord } from "../../i18n";
import { Ask } from "../../ui/ask";
import { useAddress, useConsole, useGate, useMay } from "../../ui/console";
import { Nothing } from "../../ui/empty";
import { Listing } from "../../ui/listing";
import { useLoad } from "../../ui/load";
import { RowActions } from "../../ui/menu";
import { Page } from "../../ui/page";
import { Panes } from "../../ui/panes";
import { Problem, When } from "../../ui/show";
import { Editor } from "../component/Editor";
import { Test } from "../component/Test";
import { CONNECTORS, type Settings } from "../component/types";
import { happeningColumns } from "../happenings";

const COLOURS = { up: "green", down: "red", unknown: "grey" } as const;

type SystemRow = System & { state?: Overview["systems"][number] };

/** The ITSM systems of a realm. */
export function Systems() {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { realm } = useAddress();
  const { addAlert } = useAlerts();
  const [asked, setAsked] = useState<{ kind: "test" | "delete"; system: System }>();
  const [turn, setTurn] = useState(0);
  const admin = may("admin");
  const load = async (_: unknown, position: number, max: number): Promise<SystemRow[]> => {
    const [systems, overview] = await Promise.all([gate.get<System[]>("/systems"), gate.get<Overview>("")]);
    return systems.slice(position, position + max).map((it) => ({ ...it, state: overview.systems.find((state) => state.name === it.name) }));
  };
  return (
    <Page title={say("nav.systems")} help={say("systems.help")} actions={admin && <Button onClick={() => go(["systems", "new"])}>{say("systems.add")}</Button>}>
      <Listing<SystemRow>
        label={say("nav.systems")}
        reloadKey={[realm, turn].join("|")}
        rowKey={(it) => it.id ?? it.name}
        load={load}
        columns={[
          { title: say("component.name"), cell: (it) => <Button variant="link" isInline onClick={() => go(["systems", it.id ?? ""])}>{it.name}</Button> },
          { title: say("systems.connector"), cell: (it) => it.connector },
          {
            title: say("systems.health"),
            cell: (it) =>
              it.state && (
                <>
                  <Label isCompact color={COLOURS[it.state.health as keyof typeof COLOURS] ?? "orange"}>{sayWord("health", it.state.health)}</Label>{" "}
                  {it.state.message}
                </>
              ),
          },
          { title: say("systems.lastAnswer"), cell: (it) => <When at={it.state?.lastAnswer} />, minor: true },
          { title: say("binding.owner"), cell: (it) => String(it.config?.owner ?? "—") },
        ]}
        actions={(it) => (
          <RowActions
            actions={
              admin
                ? [
                    { text: say("test"), act: () => setAsked({ kind: "test", system: it }) },
                    { text: say("delete"), danger: true, act: () => setAsked({ kind: "delete", system: it }) },
                  ]
                : []
            }
          />
        )}
        empty={<Nothing title={say("systems.none")} action={admin && <Button onClick={() => go(["systems", "new"])}>{say("systems.add")}</Button>}>{say("systems.none.help")}</Nothing>}
      />
      {asked?.kind === "test" && <Test path={`/systems/${asked.system.id}/test`} name={asked.system.name} close={() => setAsked(undefined)} />}
      {asked?.kind === "delete" && (
        <Ask
          title={say("systems.delete.title", { name: asked.system.name })}
          does={say("delete")}
          danger
          act={async () => {
            await gate.delete(`/systems/${asked.system.id}`);
            addAlert(say("deleted", { name: asked.system.name }), AlertVariant.success);
            setTurn((it) => it + 1);
          }}
          close={() => setAsked(undefined)}
        >
          {say("systems.delete.help")}
        </Ask>
      )}
    </Page>
  );
}

/** One system: its settings, its test, and what was granted and ended because of it. */
export function SystemPage({ id, tab = "settings" }: { id: string; tab?: string }) {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { addAlert } = useAlerts();
  const { query } = useAddress();
  const [testing, setTesting] = useState(query.get("test") === "now");
  const isNew = id === "new";
  const { data, problem } = useLoad<System | undefined>(async () => (isNew ? undefined : gate.get<System>("/systems/" + encodeURIComponent(id))), id);
  const above = { text: say("nav.systems"), path: ["systems"] };
  if (problem !== undefined) return <Page title={say("nav.systems")} above={above}><Problem problem={problem} /></Page>;
  const save = async (connector: string, name: string, config: Settings) => {
    const body = { name, connector, config };
    const saved = isNew ? await gate.post<System>("/systems", body) : await gate.put<System>("/systems/" + encodeURIComponent(id), body);
    addAlert(say("saved", { name }), AlertVariant.success);
    if (isNew && saved.id) go(["systems", saved.id], { test: "now" });
    else setTesting(true);
  };
  const editor = (
    <Editor
      key={data?.id ?? "new"}
      spi={CONNECTORS}
      kind={data?.connector}
      name={data?.name}
      settings={(data?.config as Settings | undefined) ?? {}}
      kindLabel={say("systems.connector")}
      fieldPrefix="config."
      save={save}
      cancel={() => go(["systems"])}
    />
  );
  const test = testing && data && <Test path={`/systems/${encodeURIComponent(id)}/test`} name={data.name} close={() => setTesting(false)} />;
  if (isNew) return <Page title={say("systems.add")} above={above} help={say("systems.new.help")}>{editor}</Page>;
  if (!data) return <Page title="…" above={above}>{null}</Page>;
  return (
    <Page title={data.name} above={above} actions={may("admin") && <Button variant="secondary" onClick={() => setTesting(true)}>{say("test")}</Button>}>
      <Panes
        label={data.name}
        active={tab}
        onChange={(key) => go(key === "settings" ? ["systems", id] : ["systems", id, key])}
        panes={[
          { key: "settings", title: say("systems.settings"), content: editor },
          {
            key: "history",
            title: say("binding.history"),
            content: (
              <Listing<Happening>
                label={say("binding.history")}
                reloadKey={id}
                rowKey={(it) => it.id}
                load={(after, _, max) => gate.get(`/systems/${encodeURIComponent(id)}/history`, { after: after?.id, max })}
                columns={happeningColumns(say, sayWord, go)}
                empty={<Nothing title={say("systems.noHistory")} />}
              />
            ),
          },
        ]}
      />
      {test}
    </Page>
  );
}
