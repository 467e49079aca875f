/** The texts of the agreement's page in the language of whoever looks. They are fetched with it, which few open. */

import { agreement as german } from "./texts/de_agreement.js";
import { agreement as english } from "./texts/en_agreement.js";
import { language, words as everywhere } from "./words.js";

/** Every text of the page, and those of the whole console. */
export const words = { ...everywhere, agreement: language === "de" ? german : english };
