/**
 * What the install check says of a form: why it was not taken, and a made-up visitor's answers.
 */
import { controlsOf, emailOf } from "./forms.js";

/** @typedef {import("./fields.js").Field} Field */

/**
 * Why a form is left alone, or nothing if it was taken.
 * @param {HTMLFormElement} form
 * @returns {string | undefined}
 */
export function whyNot(form) {
  if (emailOf(form)) return;
  const controls = controlsOf(form);
  const any = (/** @type {(control: import("./forms.js").Control) => unknown} */ is) => controls.some(is);
  if (any(({ type }) => type === "password")) return "It asks for a password: a log-in is none of Baton's business.";
  if (any(({ type }) => type === "search")) return "It is a search.";
  if (any(({ autocomplete }) => /cc-/.test(autocomplete))) return "It asks for a card: a checkout is none of Baton's business.";
  if (any(({ type, name, id }) => type === "email" || /e-?mail/i.test(name + id))) {
    return "It has an e-mail field and nothing more, like the sign-up to a newsletter.";
  }
  return "It has no e-mail field that could be recognised. type=\"email\", or \"email\" in its name, says so.";
}

/** A made-up visitor, by what a field was understood as. @type {Record<string, string>} */
const ADA = {
  first_name: "Test",
  last_name: "Visitor",
  name: "Test Visitor",
  company: "Baton install check",
  job_title: "Head of Operations",
  employees: "120",
  phone: "",
  timeline: "this quarter",
  message: "This is a test submission of the install check. We would love a demo.",
};

/**
 * What the visitor says in a field: of a select the one in its middle.
 * @param {HTMLFormElement} form
 * @param {Field} field
 * @param {string} meaning
 */
export function answered(form, field, meaning) {
  if (meaning === "email" || field.type === "email") return "install-check@baton-test.example";
  if (field.type !== "select") return ADA[meaning] ?? "";
  const control = controlsOf(form).find(({ name, id }) => name === field.name && id === field.id);
  const options = [.../** @type {HTMLSelectElement} */ (control).options].filter(({ value }) => value);
  return options[Math.floor(options.length / 2)]?.text ?? "";
}
