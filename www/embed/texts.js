/**
 * The offer's words. They come from the agreement; those here are for one without any.
 */

/** @typedef {import("./send.js").Offer} Offer */
/** @typedef {{headline: string, text?: string, button?: string}} Texts */

/**
 * What the panel says of itself, by language: of a meeting, on its button, of anything else, of
 * the way out. One string a language, which packs best.
 * @type {Record<string, string>}
 */
const OWN = {
  en: "Pick a time that suits you|Book a meeting|Thank you, we have it|Close",
  de: "Wählen Sie Ihren Termin|Termin buchen|Danke, es ist angekommen|Schließen",
  fr: "Choisissez votre créneau|Réserver|Merci, c’est bien arrivé|Fermer",
  es: "Elija la hora que le convenga|Reservar|Gracias, lo hemos recibido|Cerrar",
  pt: "Escolha o seu horário|Agendar|Obrigado, já recebemos|Fechar",
  nl: "Kies een moment dat u past|Afspraak maken|Bedankt, het is aangekomen|Sluiten",
  it: "Scelga il suo orario|Prenota|Grazie, l’abbiamo ricevuto|Chiudi",
};

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
  return { headline: "", ...texts[found], kind, language: found };
}

/**
 * The panel's own words in a language, or in English, in the order of the table.
 * @param {string} language
 */
export function wordsIn(language) {
  const words = OWN[language.slice(0, 2).toLowerCase()] ?? /** @type {string} */ (OWN.en);
  return /** @type {[string, string, string, string]} */ (words.split("|"));
}
