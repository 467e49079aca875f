/**
 * Which forms are ours, and the little that is read of one when the engine is not there.
 */

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** Of a log-in, a search or a checkout nothing is read, whoever asks. */
const FOREIGN = /password|search|cc-/;
const EMAIL = /e-?mail/i;
/** What takes an answer of the visitor's own; `text` is `textarea` too. */
export const ANSWERS = /^(text|email|tel|url|number|select|radio)/;
/** Looks like a field and is a machine's, or a trap for machines. */
export const MACHINE = /captcha|turnstile|honey|gotcha|(^|_|\b)hp(_|\b|$)/i;

/**
 * The e-mail field of a form that asks for contact: there is one, there is something more,
 * and nothing of a log-in, a search or a checkout. Otherwise nothing. A form tagged with
 * `data-baton-form` needs no more than the field; `data-baton-form="off"` is none of ours.
 * @param {HTMLFormElement} form
 * @param {boolean} [isTagged]
 * @returns {Control | undefined}
 */
export function emailOf(form, isTagged) {
  const word = form.getAttribute("data-baton-form");
  if (word === "off") return;
  /** @type {Control | undefined} */
  let email;
  let more = (isTagged ||= word !== null);
  for (const control of controlsOf(form)) {
    const { type, name, id, autocomplete } = control;
    if (FOREIGN.test(`${type} ${autocomplete}`)) {
      if (isTagged) continue;
      return;
    }
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
    .filter((control) => {
      const { type, name, autocomplete } = control;
      return ANSWERS.test(type) && !MACHINE.test(name) && !FOREIGN.test(autocomplete) && isChosen(control);
    })
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

/** A field named `elements` hides the form's own list of them, but not from the prototype. */
const elements = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements");

/** @param {HTMLFormElement} form */
export function controlsOf(form) {
  return /** @type {Control[]} */ ([...elements?.get?.call(form)]);
}

/**
 * What the page itself says of a visitor, by the names of fields, as fields.
 * @param {Record<string, unknown>} who
 * @returns {import("./fields.js").Field[]}
 */
export function told(who) {
  return Object.entries(who).map(([name, value]) => ({ ...NOTHING, name, value: tidy(`${value}`.slice(0, 4000)) }));
}

/** @type {import("./fields.js").Field} */
export const NOTHING = { name: "", id: "", type: "", autocomplete: "", label: "", placeholder: "", field: "", value: "" };
