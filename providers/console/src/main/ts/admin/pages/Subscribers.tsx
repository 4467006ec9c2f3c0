import { AlertVariant, Button, Label } from "@libs/patternfly";
import { useAlerts } from "@libs/ui-shared";
import { useState } from "react";
import type { Delivery, Subscriber } from "../../api/types";
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
import { SUBSCRIBERS, type Settings } from "../component/types";

const COLOURS = { waiting: "blue", delivered: "green", dead: "red" } as const;

/** Whoever is told what happens in a realm. */
export function Subscribers() {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { realm } = useAddress();
  const { addAlert } = useAlerts();
  const [asked, setAsked] = useState<{ kind: "test" | "delete"; subscriber: Subscriber }>();
  const [turn, setTurn] = useState(0);
  const admin = may("admin");
  return (
    <Page title={say("nav.subscribers")} help={say("subscribers.help")} actions={admin && <Button onClick={() => go(["subscribers", "new"])}>{say("subscribers.add")}</Button>}>
      <Listing<Subscriber>
        label={say("nav.subscribers")}
        reloadKey={[realm, turn].join("|")}
        rowKey={(it) => it.id ?? it.name}
        load={async (_, position, max) => (await gate.get<Subscriber[]>("/subscribers")).slice(position, position + max)}
        columns={[
          { title: say("component.name"), cell: (it) => <Button variant="link" isInline onClick={() => go(["subscribers", it.id ?? ""])}>{it.name}</Button> },
          { title: say("subscribers.kind"), cell: (it) => it.kind ?? "webhook" },
          { title: say("subscribers.url"), cell: (it) => it.url ?? "—" },
          { title: say("subscribers.types"), cell: (it) => it.types?.map((type) => type.replace("io.ticketgate.", "")).join(", ") ?? say("subscribers.allTypes"), minor: true },
          { title: say("binding.owner"), cell: (it) => it.owner },
        ]}
        actions={(it) => (
          <RowActions
            actions={
              admin
                ? [
                    { text: say("test"), act: () => setAsked({ kind: "test", subscriber: it }) },
                    { text: say("delete"), danger: true, act: () => setAsked({ kind: "delete", subscriber: it }) },
                  ]
                : []
            }
          />
        )}
        empty={<Nothing title={say("subscribers.none")} action={admin && <Button onClick={() => go(["subscribers", "new"])}>{say("subscribers.add")}</Button>}>{say("subscribers.none.help")}</Nothing>}
      />
      {asked?.kind === "test" && <Test path={`/subscribers/${asked.subscriber.id}/test`} name={asked.subscriber.name} close={() => setAsked(undefined)} />}
      {asked?.kind === "delete" && (
        <Ask
          title={say("subscribers.delete.title", { name: asked.subscriber.name })}
          does={say("delete")}
          danger
          act={async () => {
            await gate.delete(`/subscribers/${asked.subscriber.id}`);
            addAlert(say("deleted", { name: asked.subscriber.name }), AlertVariant.success);
            setTurn((it) => it + 1);
          }}
          close={() => setAsked(undefined)}
        >
          {say("subscribers.delete.help")}
        </Ask>
      )}
    </Page>
  );
}

function Deliveries({ id }: { id: string }) {
  const say = useSay();
  const sayWord = useSayWord();
  const gate = useGate();
  const may = useMay();
  const { addAlert } = useAlerts();
  const [turn, setTurn] = useState(0);
  const path = `/subscribers/${encodeURIComponent(id)}/deliveries`;
  const again = async (which: string) => {
    await gate.post(path + which);
    addAlert(say("deliveries.queued"), AlertVariant.success);
    setTurn((it) => it + 1);
  };
  return (
    <>
      {may("admin") && <Button variant="secondary" className="pf-v5-u-mb-md" onClick={() => void again("/redeliver")}>{say("deliveries.redeliverDead")}</Button>}
      <Listing<Delivery>
        label={say("deliveries")}
        reloadKey={id + turn}
        rowKey={(it) => it.id}
        load={(after, _, max) => gate.get(path, { after: after?.id, max })}
        columns={[
          { title: say("deliveries.type"), cell: (it) => it.type.replace("io.ticketgate.", "") },
          { title: say("column.status"), cell: (it) => <Label isCompact color={COLOURS[it.status as keyof typeof COLOURS]}>{sayWord("delivery", it.status)}</Label> },
          { title: say("deliveries.created"), cell: (it) => <When at={it.createdAt} /> },
          { title: say("deliveries.tries"), cell: (it) => it.tries },
          { title: say("deliveries.next"), cell: (it) => <When at={it.nextTryAt} />, minor: true },
          { title: say("deliveries.message"), cell: (it) => it.message ?? "" },
        ]}
        actions={(it) => <RowActions actions={it.status !== "waiting" && may("admin") ? [{ text: say("deliveries.redeliver"), act: () => void again(`/${it.id}/redeliver`) }] : []} />}
        empty={<Nothing title={say("deliveries.none")}>{say("deliveries.none.help")}</Nothing>}
      />
    </>
  );
}

/** One subscriber: its settings, and what was sent to it. */
export function SubscriberPage({ id, tab = "settings" }: { id: string; tab?: string }) {
  const say = useSay();
  const gate = useGate();
  const may = useMay();
  const { go } = useConsole();
  const { addAlert } = useAlerts();
  const [testing, setTesting] = useState<Subscriber>();
  const isNew = id === "new";
  const { data, problem } = useLoad<Subscriber | undefined>(async () => (isNew ? undefined : gate.get<Subscriber>("/subscribers/" + encodeURIComponent(id))), id);
  const above = { text: say("nav.subscribers"), path: ["subscribers"] };
  if (problem !== undefined) return <Page title={say("nav.subscribers")} above={above}><Problem problem={problem} /></Page>;
  if (!isNew && !data) return <Page title="…" above={above}>{null}</Page>;
  const { id: _, name: called, kind, ...settings } = data ?? { name: "", owner: undefined };
  const editor = (
    <Editor
      key={data?.id ?? "new"}
      spi={SUBSCRIBERS}
      kind={isNew ? undefined : (kind ?? "webhook")}
      name={called}
      settings={Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings}
      kindLabel={say("subscribers.kind")}
      fieldPrefix=""
      save={async (chosen, name, values) => {
        const { allowHttp, ...rest } = values;
        const body = { name, kind: chosen, ...rest, ...(allowHttp === undefined ? {} : { allowHttp: String(allowHttp) === "true" }) };
        const saved = isNew ? await gate.post<Subscriber>("/subscribers", body) : await gate.put<Subscriber>("/subscribers/" + encodeURIComponent(id), body);
        addAlert(say("saved", { name }), AlertVariant.success);
        if (isNew && saved.id) go(["subscribers", saved.id]);
      }}
      cancel={() => go(["subscribers"])}
    />
  );
  if (isNew || !data) return <Page title={say("subscribers.add")} above={above} help={say("subscribers.new.help")}>{editor}</Page>;
  return (
    <Page title={data.name} above={above} actions={may("admin") && <Button variant="secondary" onClick={() => setTesting(data)}>{say("test")}</Button>}>
      <Panes
        label={data.name}
        active={tab}
        onChange={(key) => go(key === "settings" ? ["subscribers", id] : ["subscribers", id, key])}
        panes={[
          { key: "settings", title: say("systems.settings"), content: editor },
          { key: "deliveries", title: say("deliveries"), content: <Deliveries id={id} /> },
        ]}
      />
      {testing && <Test path={`/subscribers/${testing.id}/test`} name={testing.name} close={() => setTesting(undefined)} />}
    </Page>
  );
}
