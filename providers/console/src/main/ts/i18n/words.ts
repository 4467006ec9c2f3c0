import type en from "./en.json";
import { frameWords, languageOf, type FrameWords } from "./frame";

/** Every sentence of the pages has a name, and each language has every name. */
export type Key = Name<keyof typeof en> | keyof FrameWords;
export type Words = Record<keyof typeof en | keyof FrameWords, string>;

/** What is counted has two sentences; it is asked for by the name that they share. */
type Name<K extends string> = K extends `${infer Shared}_${"one" | "other"}` ? Shared : K;

const pages = {
  en: () => import("./en.json"),
  de: () => Promise.all([import("./de.json"), import("./settings.de.json")]).then(([own, settings]) => ({ default: { ...settings.default, ...own.default } as typeof en })),
};

/** The words in the language that the console speaks, or else in English. */
export async function words(locale: string): Promise<{ language: string; words: Words }> {
  const language = languageOf(locale);
  return { language, words: { ...frameWords[language], ...(await pages[language]()).default } };
}
