/** The texts of the report in the language of whoever looks. They are fetched with the report, which few open. */

import { language } from "./words.js";

/** Every text of the report. @type {typeof import("./texts/report_en.js").words} */
export const words = (await (language === "de" ? import("./texts/report_de.js") : import("./texts/report_en.js"))).words;
