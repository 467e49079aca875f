/**
 * What a form says, read from its elements.
 *
 * `new FormData(form)` is not used: it would run the host's own `formdata` handlers.
 */
import { CAPTCHA, NOTHING, controlsOf, isChosen, tidy } from "./forms.js";

/**
 * A field as the page has it. What it means is decided by the scorer and again by the edge.
 * @typedef {object} Field
 * @property {string} name
 * @property {string} id
 * @property {string} type the input's type, `select` or `textarea`
 * @property {string} autocomplete
 * @property {string} label
 * @property {string} placeholder
 * @property {string} field the marketer's own word, `data-baton-field`
 * @property {string} value
 */

/** @typedef {import("./forms.js").Control} Control */

/** The most fields of one form that are read. */
const MOST_FIELDS = 60;
/** Of a descriptor, in bytes. */
const DESCRIPTOR_BYTES = 120;
/** Of one value, in bytes: a long message leaves room for the address below it. */
const VALUE_BYTES = 8192;
/** Of all fields together, in bytes. */
const FORM_BYTES = 16384;
/** Ends a value that was cut. */
const CUT = " [cut]";

const NEVER_READ = /^(password|file|submit|button|image|reset|fieldset|output|object)$/;
const CAMPAIGN = /^(utm_.*|[a-z]+clk?id|[gw]braid|li_fat_id)$/i;
const PAYMENT = /(^|\s)cc-/;

/**
 * The fields of a form with what is in them now, in the order of the form.
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
export function readForm(form) {
  /** @type {Field[]} */
  const fields = [];
  let left = FORM_BYTES;
  let leftOut = 0;
  for (const control of controlsOf(form)) {
    if (!isRead(control)) continue;
    if (fields.length >= MOST_FIELDS || left <= 0) {
      leftOut++;
      continue;
    }
    const field = describe(control);
    left -= sizeOf(Object.values(field).join(""));
    const whole = tidy(valueOf(control));
    const room = Math.min(VALUE_BYTES, Math.max(0, left));
    field.value = cut(whole, room);
    left -= sizeOf(field.value);
    if (field.value !== whole) field.value += CUT;
    fields.push(field);
  }
  // Visible to the rep, and no field the scorer knows.
  if (leftOut) fields.push({ ...NOTHING, name: "baton_left_out", value: `${leftOut}` });
  return fields;
}

/** @param {Control} control */
function isRead(control) {
  const { type, name } = control;
  return !(
    NEVER_READ.test(type) ||
    CAPTCHA.test(`${name} ${control.id}`) ||
    PAYMENT.test(control.autocomplete) ||
    // A token of the host's is none of our business.
    (type === "hidden" && !CAMPAIGN.test(name)) ||
    !isChosen(control)
  );
}

/**
 * Everything but the value.
 * @param {Control} control
 * @returns {Field}
 */
function describe(control) {
  let label = labels.get(control);
  if (label === undefined) labels.set(control, (label = short(labelOf(control))));
  const said = (/** @type {string} */ attribute) => short(control.getAttribute(attribute));
  return {
    name: said("name"),
    id: said("id"),
    type: control instanceof HTMLSelectElement ? "select" : control.type,
    autocomplete: said("autocomplete"),
    label,
    placeholder: said("placeholder"),
    field: said("data-baton-field"),
    value: "",
  };
}

/**
 * Labels are dear to read and do not change: they are read at the first touch of the form.
 * @type {WeakMap<Control, string>}
 */
const labels = new WeakMap();

/**
 * @param {Control} control
 * @returns {string}
 */
function labelOf(control) {
  const own = textOf(control.labels?.[0]) || named(control);
  if (control.type !== "radio") return own;
  // Of a radio button the label is the answer; the question stands over the group.
  const group = control.closest("fieldset, [role=radiogroup]");
  return textOf(group?.querySelector("legend")) || named(group) || own;
}

/**
 * What the accessibility attributes call it.
 * @param {Element | null} element
 */
function named(element) {
  const root = /** @type {Document} */ (element?.getRootNode());
  const ids = element?.getAttribute("aria-labelledby")?.split(/\s+/) ?? [];
  return ids.map((id) => textOf(root.getElementById?.(id))).join(" ").trim() || element?.getAttribute("aria-label") || "";
}

/**
 * The text of a label without that of the controls it wraps.
 * @param {Node | null | undefined} node
 * @returns {string}
 */
function textOf(node) {
  if (!node || /^(SELECT|TEXTAREA|BUTTON|SCRIPT|STYLE)$/.test(node.nodeName)) return "";
  if (node.nodeType === 3) return node.nodeValue ?? "";
  return [...node.childNodes].map(textOf).join(" ").replace(/\s+/g, " ").trim();
}

/**
 * What was typed or chosen, as the visitor saw it.
 * @param {Control} control
 * @returns {string}
 */
function valueOf(control) {
  if (control instanceof HTMLSelectElement) {
    // An option without a value is "please choose".
    const chosen = [...control.selectedOptions].filter((option) => option.value);
    return chosen.map((option) => option.text).join(", ");
  }
  if (control.type === "checkbox") return /** @type {HTMLInputElement} */ (control).checked ? "yes" : "";
  // A custom element may hold anything.
  return (control.type === "radio" && textOf(control.labels?.[0])) || `${control.value ?? ""}`;
}

/**
 * A descriptor, tidied and cut.
 * @param {string | null} text
 */
function short(text) {
  return cut(tidy(text ?? ""), DESCRIPTOR_BYTES);
}

const encoder = new TextEncoder();

/** @param {string} text */
function sizeOf(text) {
  return encoder.encode(text).length;
}

/**
 * The longest beginning of a text that has at most so many bytes, in whole characters.
 * @param {string} text
 * @param {number} bytes
 */
function cut(text, bytes) {
  if (text.length * 3 <= bytes) return text;
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(bytes)).read);
}
