/** The few words that every page of the console loads; all others come with our pages. */
export const frameWords = {
  en: {
    ticketGate: "Ticket Gate",
    "nav.bindings": "Bindings",
    "nav.coverage": "Coverage",
    "nav.reviews": "Reviews",
    "nav.rules": "Rules",
    "nav.systems": "ITSM systems",
    "nav.break-glass": "Break-glass",
    "nav.subscribers": "Subscribers",
    "nav.activity": "Activity",
  },
  de: {
    ticketGate: "Ticket Gate",
    "nav.bindings": "Bindungen",
    "nav.coverage": "Abdeckung",
    "nav.reviews": "Überprüfungen",
    "nav.rules": "Regeln",
    "nav.systems": "ITSM-Systeme",
    "nav.break-glass": "Notfallzugriff",
    "nav.subscribers": "Abonnenten",
    "nav.activity": "Aktivität",
  },
} as const;

export type FrameWords = Record<keyof (typeof frameWords)["en"], string>;
export type Language = keyof typeof frameWords;

/** The language of the pages for a locale of the console: its own, or else English. */
export function languageOf(locale: string): Language {
  const wanted = locale.split(/[-_]/)[0] ?? "";
  return wanted === "de" ? "de" : "en";
}

/** What is said on the console's own pages. */
export const markWords = {
  en: {
    held: "Held under tickets",
    role: "This role is protected",
    client: "The credential of this client is protected",
    group: "Members of this group have protected roles",
    until: (time: string) => `until ${time}`,
    reviewed: "no end; reviewed",
    byRule: (what: string, rule: string, mode: string) => `${what} · rule ${rule}${mode === "audit" ? " (report only)" : ""}`,
  },
  de: {
    held: "Unter Tickets vergeben",
    role: "Diese Rolle ist geschützt",
    client: "Der Schlüssel dieses Clients ist geschützt",
    group: "Mitglieder dieser Gruppe haben geschützte Rollen",
    until: (time: string) => `bis ${time}`,
    reviewed: "kein Ende; wird überprüft",
    byRule: (what: string, rule: string, mode: string) => `${what} · Regel ${rule}${mode === "audit" ? " (nur melden)" : ""}`,
  },
} as const;
