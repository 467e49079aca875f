/**
 * The texts of the console in the language of whoever looks: the one they chose here, else the
 * first of their browser's that there is. Texts stand in `texts/`, one file a language.
 */

import { speak } from "./format.js";

/** @typedef {typeof import("./texts/en.js").words} Words */

const KEY = "baton.language";

/** The languages there are, by what they call themselves. */
export const LANGUAGES = /** @type {const} */ ({ en: "English", de: "Deutsch" });

/** The language of this page. */
export const language = chosen();

/** Every text. @type {Words} */
export const words = (await (language === "de" ? import("./texts/de.js") : import("./texts/en.js"))).words;

speak(words.format);
document.documentElement.lang = language;

/**
 * Shows the console in another language from now on.
 * @param {string} language
 */
export function choose(language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // It is the browser's language then.
  }
  location.reload();
}

/** @returns {keyof typeof LANGUAGES} */
function chosen() {
  let kept = null;
  try {
    kept = localStorage.getItem(KEY);
  } catch {
    // Nothing can be kept here.
  }
  const wanted = [kept, ...navigator.languages].map((wish) => (wish ?? "").slice(0, 2).toLowerCase());
  return wanted.find((wish) => wish === "de" || wish === "en") === "de" ? "de" : "en";
}
