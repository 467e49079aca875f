/**
 * Which forms are ours, and the little that is read of one when the engine is not there.
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** Of a log-in, a search or a checkout nothing is read, whoever asks. */
const FOREIGN = /password|search|cc-/;
const EMAIL = /e-?mail/i;
/** What takes an answer of the visitor's own; `text` is `textarea` too. */
const ANSWERS = /^(text|email|tel|url|number|select|radio)/;
/** Looks like a field and is a machine's, or a trap for machines. */
export const MACHINE = /captcha|turnstile|honey|gotcha|(^|_|\b)hp(_|\b|$)/i;

/**
 * The e-mail field of a form that asks for contact: there is one, there is something more,
 * and nothing of a log-in, a search or a checkout. Otherwise nothing.
 * @param {HTMLFormElement} form
 * @returns {Control | undefined}
 */
export function emailOf(form) {
  /** @type {Control | undefined} */
  let email;
  let more = false;
  for (const control of controlsOf(form)) {
    const { type, name, id, autocomplete } = control;
    if (FOREIGN.test(`${type} ${autocomplete}`)) return;
    if (type === "email" || (type === "text" && EMAIL.test(name + id + autocomplete))) email ??= control;
    else more ||= ANSWERS.test(type) && !MACHINE.test(name);
  }
  return more ? email : undefined;
}

/**
 * Half a surrogate pair, as typed or as a cut leaves it, has no UTF-8: no edge could read the lead.
 * @param {string} text
 */
export function tidy(text) {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

/**
 * The fields as they are, without the engine's care for labels and bounds. The edge makes of
 * them what it can.
 * @param {HTMLFormElement} form
 * @returns {import("./fields.js").Field[]}
 */
export function readPlainly(form) {
  return controlsOf(form)
    .filter((control) => ANSWERS.test(control.type) && !MACHINE.test(control.name) && isChosen(control))
    .slice(0, 40)
    .map((control) => {
      const { name, id, type, autocomplete, dataset, value } = control;
      return {
        name,
        id,
        type,
        autocomplete,
        label: tidy((control.labels?.[0]?.textContent ?? "").trim().slice(0, 60)),
        placeholder: "",
        field: dataset.batonField ?? "",
        // An option without a value is "please choose".
        value: value && tidy((/** @type {HTMLSelectElement} */ (control).selectedOptions?.[0]?.text ?? value).slice(0, 4000)),
      };
    });
}

/**
 * Of radio buttons only the chosen one says something.
 * @param {Control} control
 */
export function isChosen(control) {
  return control.type !== "radio" || /** @type {HTMLInputElement} */ (control).checked;
}

/** @param {HTMLFormElement} form */
export function controlsOf(form) {
  return /** @type {Control[]} */ ([...form.elements]);
}
