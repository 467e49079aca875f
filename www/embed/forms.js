/**
 * Which forms are ours, and the little that is read of one when the engine is not there.
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** Of a log-in, a search or a checkout nothing is read, whoever asks. */
const FOREIGN = /password|search|cc-/;
const EMAIL = /e-?mail/i;
const ASKED = /^(text|tel|url|number|select-one|radio)/;
/** What is read without the engine: nothing that is not surely the visitor's own answer. */
const ANSWERS = /^(text|email|tel|url|number|select-one|radio)/;

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
    else more ||= ASKED.test(type);
  }
  return more ? email : undefined;
}

/**
 * The fields as they are, without the engine's care for labels and bounds. The edge makes of
 * them what it can.
 * @param {HTMLFormElement} form
 * @returns {import("./fields.js").Field[]}
 */
export function readPlainly(form) {
  return controlsOf(form)
    .filter((control) => ANSWERS.test(control.type) && (control.type !== "radio" || /** @type {HTMLInputElement} */ (control).checked))
    .slice(0, 40)
    .map((control) => {
      const { name, id, type, autocomplete, dataset, value } = control;
      return {
        name,
        id,
        type,
        autocomplete,
        label: (control.labels?.[0]?.textContent ?? "").trim().slice(0, 60),
        placeholder: "",
        field: dataset.batonField ?? "",
        value: (/** @type {HTMLSelectElement} */ (control).selectedOptions?.[0]?.text ?? value).slice(0, 4000),
      };
    });
}

/** @param {HTMLFormElement} form */
export function controlsOf(form) {
  return /** @type {Control[]} */ ([...form.elements]);
}
