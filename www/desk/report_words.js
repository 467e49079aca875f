/** The texts of the report in the language of whoever looks. They are fetched with the report, which few open. */

import { words as german } from "./texts/report_de.js";
import { words as english } from "./texts/report_en.js";
import { language } from "./words.js";

/** Every text of the report. @type {typeof english} */
export const words = language === "de" ? german : english;
