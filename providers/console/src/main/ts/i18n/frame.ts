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
