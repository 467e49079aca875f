/**
 * The offer's words. They come from the agreement; those here are for one without any.
 */

/** @typedef {import("./send.js").Offer} Offer */
/** @typedef {{headline: string, text?: string, button?: string}} Texts */

/**
 * An offer's texts in a language: for `de-AT` those of `de-AT`, else `de`, else English, else
 * whatever the agreement has first.
 * @param {string} kind
 * @param {Record<string, Texts>} texts by language
 * @param {string} language
 * @returns {Offer}
 */
export function inLanguage(kind, texts, language) {
  const found = [language, language.split("-")[0] ?? "", "en"].find((tag) => tag in texts) ?? Object.keys(texts)[0] ?? "";
  return { ...builtIn(kind), ...texts[found], kind, language: found };
}

/**
 * @param {string} kind
 * @returns {Texts}
 */
function builtIn(kind) {
  return kind === "meeting"
    ? {
        headline: "Pick a time that suits you",
        button: "Book a meeting",
      }
    : { headline: "Thank you, we have it" };
}

/**
 * What the close button is called.
 * @param {string} language
 */
export function closeIn(language) {
  const names = { de: "Schließen", es: "Cerrar", fr: "Fermer", it: "Chiudi", nl: "Sluiten", pt: "Fechar" };
  return names[/** @type {keyof typeof names} */ (language.slice(0, 2).toLowerCase())] ?? "Close";
}
