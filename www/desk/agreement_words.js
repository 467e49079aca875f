/** The texts of the agreement's page in the language of whoever looks. They are fetched with it, which few open. */

import { language, words as everywhere } from "./words.js";

/** Every text of the page, and those of the whole console. */
export const words = { ...everywhere, ...(await (language === "de" ? import("./texts/de_agreement.js") : import("./texts/en_agreement.js"))) };
