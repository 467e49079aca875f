/**
 * What a form says, read from its elements.
 *
 * `new FormData(form)` is not used: it would run the host's own `formdata` handlers.
 */
import { MACHINE, NOTHING, controlsOf, isChosen, tidy } from "./forms.js";

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
 * @property {string} [text] beside a box, the whole text, where the label was cut
 * @property {string} [options] of a select, how many there are and the first of them: `4|1-10|11-50|51-200`
 */

/** @typedef {import("./forms.js").Control} Control */

/** The most fields of one form that are read. */
const MOST_FIELDS = 60;
/** Of a select, the options that are looked at. */
const MOST_OPTIONS = 12;
/** Of a descriptor, in bytes. */
const DESCRIPTOR_BYTES = 120;
/** Of a text that somebody agrees to, in bytes. */
const CONSENT_BYTES = 2000;
/** Of one value, in bytes: a long message leaves room for the address below it. */
const VALUE_BYTES = 8192;
/** Of all fields together, in bytes. */
const FORM_BYTES = 16384;
/** How far outside the page nobody scrolls, in px. */
const FAR = 900;
/** How many elements around an input may hold its label. */
const LABEL_DEPTH = 5;
const CONTROLS = "input:not([type=hidden]), select, textarea";
/** Ends a value that was cut. */
const CUT = " [cut]";

const NEVER_READ = /^(password|file|submit|button|image|reset|fieldset|output|object)$/;
const CAMPAIGN = /^(utm_.*|[a-z]+clk?id|[gw]braid|li_fat_id)$/i;
const PAYMENT = /(^|\s)(cc-|one-time-code)|card.?(num|hold|name)|payment.?name|on.(the.)?card|\bcv[vc]\b|\biban\b/i;
/** What a person types into; the rest is chosen, and often hidden behind something prettier. */
const TYPED = /^(text|email|tel|url|number|search)/;
/** How traps for machines are called, to people and to machines. */
const TRAP =
  /honey|gotcha|bot.?(field|check)|extra_field|fluent_sf|(^|[_\W])hp([_\W]|$)|leave (this|blank\b)|be empty|left (unchanged|blank)|\bhuman|n[o']?t fill|nicht ausf|leer lassen|laat dit|\bvide\b|en blanco|em branco|non compil/i;
const TRAPPED = '[class*="honeypot" i], .gform_validation_container, .wpforms-field-hp';

/**
 * The fields of a form with what is in them now, in the order of the form.
 * @param {HTMLFormElement} form
 * @returns {Field[]}
 */
export function readForm(form) {
  const { activeElement } = /** @type {Document} */ (form.getRootNode());
  if (activeElement) visited.add(activeElement);
  /** @type {Field[]} */
  const fields = [];
  let left = FORM_BYTES;
  let leftOut = 0;
  for (const control of controlsOf(form)) {
    const { isRead, isMachine, isHidden, field, bytes } = knownOf(control);
    const isTrap = isHidden && !visited.has(control);
    if (!isRead || (isMachine && !isTrap) || !isChosen(control)) continue;
    if (isTrap) {
      // What a form has in its own trap from the start was caught by nobody.
      const { value, defaultValue } = /** @type {HTMLInputElement} */ (control);
      if (value !== defaultValue) trapped.add(fields);
      continue;
    }
    if (fields.length >= MOST_FIELDS || left <= 0) {
      leftOut++;
      continue;
    }
    const text = textBeside(control, field.label);
    left -= bytes + sizeOf(text ?? "");
    const whole = tidy(valueOf(control));
    const room = Math.min(VALUE_BYTES, Math.max(0, left));
    const value = cut(whole, room);
    left -= sizeOf(value);
    fields.push({ ...field, text, value: value === whole ? value : value + CUT });
  }
  // Visible to the rep, and no field the scorer knows.
  if (leftOut) fields.push({ ...NOTHING, name: "baton_left_out", value: `${leftOut}` });
  return fields;
}

/**
 * The readings in which a trap was filled in.
 * @type {WeakSet<Field[]>}
 */
const trapped = new WeakSet();

/** Whether a machine filled in what no visitor sees. @param {Field[]} fields as read */
export function wasTrapped(fields) {
  return trapped.has(fields);
}

/**
 * What a control is, by what the page says of it.
 * @typedef {object} Known
 * @property {string} called how the page calls it
 * @property {boolean} isRead or else it is none of our business
 * @property {boolean} isMachine it is read as a trap only
 * @property {boolean} isHidden like a trap
 * @property {Field} field everything but the value
 * @property {number} bytes of that
 */

/**
 * Dear to find out, and the same as long as the page calls the control the same: so it is found out at the first touch
 * of the form. For a trap that is right besides, for a step that was left may be out of sight like one.
 * @type {WeakMap<Control, Known>}
 */
const known = new WeakMap();

/** @param {Control} control */
function knownOf(control) {
  const { type, name, id, autocomplete } = control;
  const word = control.getAttribute("data-baton-field");
  const called = `${type} ${name} ${id} ${autocomplete} ${word} ${/** @type {HTMLSelectElement} */ (control).length}`;
  let it = known.get(control);
  // A framework may make another field of the same element.
  if (it?.called !== called) known.set(control, (it = look(control, called)));
  return /** @type {Known} */ (it);
}

/**
 * @param {Control} control
 * @param {string} called
 * @returns {Known}
 */
function look(control, called) {
  // Whole, as the page has them: a descriptor is cut, and what gives a captcha away may stand at its end.
  const { type, name, id, autocomplete } = control;
  const field = describe(control);
  const { label } = field;
  // A token of the host's is none of our business.
  const isForeign = type === "hidden" && !CAMPAIGN.test(name);
  return {
    called,
    isRead: !(NEVER_READ.test(type) || PAYMENT.test(`${autocomplete} ${name} ${label}`) || isForeign),
    isMachine: MACHINE.test(`${name} ${id}`),
    isHidden: isHidden(control, label),
    field,
    bytes: sizeOf(Object.values(field).join("")),
  };
}

/**
 * @param {Control} control
 * @returns {Field}
 */
function describe(control) {
  const said = (/** @type {string} */ attribute) => short(control.getAttribute(attribute));
  const isSelect = control instanceof HTMLSelectElement;
  return {
    name: said("name"),
    id: said("id"),
    type: isSelect ? "select" : control.type,
    autocomplete: said("autocomplete"),
    label: short(labelOf(control)),
    placeholder: said("placeholder"),
    field: said("data-baton-field"),
    value: "",
    options: isSelect ? short(optionsOf(control)) : undefined,
  };
}

/**
 * Beside a box, what somebody agrees to, as it stands there now.
 * @param {Control} control
 * @param {string} label
 */
function textBeside(control, label) {
  if (control.type !== "checkbox") return;
  const text = cut(tidy(labelOf(control)), CONSENT_BYTES);
  return text === label ? undefined : text;
}

/** @param {HTMLSelectElement} select */
function optionsOf({ options }) {
  return [options.length, ...[...options].slice(0, MOST_OPTIONS).map(({ text }) => text)].join("|");
}

/**
 * Whom a visitor has been in, which no trap is.
 * @type {WeakSet<Element>}
 */
const visited = new WeakSet();

/**
 * Whether no visitor can see it, by intent.
 * @param {Control} control
 * @param {string} label
 */
function isHidden(control, label) {
  const { name, id, autocomplete, tabIndex } = control;
  if (!TYPED.test(control.type)) return false;
  if (TRAP.test(`${name} ${id} ${label}`) || control.closest(TRAPPED)) return true;
  // An editor hides the textarea it writes to.
  if (control.type === "textarea") return false;
  const { left, bottom, width, height } = control.getBoundingClientRect();
  // Reading from right to left, what comes next may wait on the left.
  const isAside = left + scrollX < -FAR && getComputedStyle(control).direction === "ltr";
  if (isAside || bottom + scrollY < -FAR) return true;
  const shown = control.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) && width * height > 4;
  // One of these many a widget does to the field it stands for; a trap does several.
  const signs = [!shown, /off|new-password|nope/.test(autocomplete), control.parentElement?.closest("[aria-hidden=true]")];
  return tabIndex < 0 && signs.filter(Boolean).length > 1;
}

/**
 * What a visitor takes for the question, however it is attached.
 * @param {Control} control
 * @returns {string}
 */
function labelOf(control) {
  if (control.type === "hidden") return "";
  const own = [...(control.labels ?? [])].map(textOf).find(Boolean) || named(control);
  if (control.type !== "radio") return own || textBefore(control) || control.title;
  // Of a radio button the label is the answer; the question stands over the group.
  const group = control.closest("fieldset, [role=radiogroup]");
  const first = /** @type {Element} */ (control.form?.querySelector(`[type=radio][name="${CSS.escape(control.name)}"]`) ?? control);
  return textOf(group?.querySelector("legend")) || named(group) || textBefore(first.closest("label") ?? first) || own;
}

/**
 * The nearest short text before an input that no other input stands between.
 * @param {Element} inner
 * @returns {string}
 */
function textBefore(inner) {
  for (let depth = 0; depth < LABEL_DEPTH; depth++) {
    const parent = inner.parentElement;
    if (!parent) break;
    for (let node = inner.previousSibling; node; node = node.previousSibling) {
      if (node instanceof Element && (node.matches(CONTROLS) || node.querySelector(CONTROLS))) return "";
      const text = (node.textContent ?? "").length < DESCRIPTOR_BYTES * 2 ? textOf(node) : "";
      // Over a whole form stands its headline.
      if (/[^\W_]/.test(text) && !(parent.matches("form") && /^(H\d|P)$/.test(node.nodeName))) return text;
    }
    // A label that floats over its input stands behind it.
    if (!inner.matches("label") && inner.nextElementSibling?.matches("label:not([for])")) return textOf(inner.nextElementSibling);
    if (parent.matches("form")) break;
    inner = parent;
  }
  return "";
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

/**
 * In bytes. The encoder takes longer to be called than a short text to be gone through.
 * @param {string} text
 */
function sizeOf(text) {
  return /[^\0-\x7f]/.test(text) ? encoder.encode(text).length : text.length;
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
