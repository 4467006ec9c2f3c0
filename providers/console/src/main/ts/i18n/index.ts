import { createInstance, initReactI18next, useTranslation } from "@libs/i18n";
import { words, type Key } from "./words";

export type { Key } from "./words";

export const i18n = createInstance({ keySeparator: false, nsSeparator: false, interpolation: { escapeValue: false }, returnNull: false });

let started: Promise<unknown> | undefined;

/** To be waited for before anything is drawn. */
export const startWords = (locale: string): Promise<unknown> =>
  (started ??= words(locale).then((spoken) =>
    i18n.use(initReactI18next).init({ lng: spoken.language, resources: { [spoken.language]: { translation: spoken.words } } }),
  ));

export type Say = (key: Key, values?: Record<string, string | number>) => string;

/** Says a sentence in the language of the page; `values` fill its gaps, `count` chooses singular or plural. */
export function useSay(): Say {
  const { t } = useTranslation();
  return (key, values) => t(key, values ?? {});
}

/** What is said of a word of the contract, such as a status; a word that this version does not know is shown as it is. */
export function useSayWord(): (prefix: string, word: string) => string {
  const { t } = useTranslation();
  return (prefix, word) => t(`${prefix}.${word}`, { defaultValue: word });
}
