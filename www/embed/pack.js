/**
 * A lead as the one string that crosses into the scorer.
 */

/** Between the parts of a record, and between records. */
const PART = "\x1f";
const RECORD = "\x1e";

/**
 * The packed form: page, its language, fields in the order of the form, signals, visits. The scorer reads control
 * characters as blanks wherever they come from, so making them blanks here changes nothing.
 * @param {Pick<import("./lead.js").Lead, "page" | "fields" | "signals" | "visits">} lead
 * @param {string[]} [meanings] of the fields, as the scorer has mapped them before; what a field means is then said as
 *   the marketer says it, and the words it was found by are not sent again
 * @returns {string}
 */
export function pack({ page, fields, signals, visits = [] }, meanings) {
  return [
    record("p", page.url),
    record("l", page.language),
    ...fields.map((field, at) =>
      meanings ? record("f", "", "", "", "", "", "", meanings[at] || NONE, field.value) : recordOf(field, field.value),
    ),
    ...signals.map(({ name, at }) => record("s", name, `${at}`)),
    ...visits.map(({ page, at }) => record("v", page, `${at}`)),
  ].join(RECORD);
}

/**
 * What the page says of the fields, packed, whatever was typed: by this alone they are mapped.
 * @param {Pick<import("./lead.js").Lead, "fields">} lead
 */
export function described({ fields }) {
  return fields.map((field) => recordOf(field, "")).join(RECORD);
}

/**
 * By this alone a form is known again, in a fraction of the time.
 * @param {Pick<import("./lead.js").Lead, "fields">} lead
 */
export function namesOf({ fields }) {
  return fields.map(({ value, ...said }) => Object.values(said).join(PART)).join(RECORD);
}

/** No field's name: what the scorer could not map is not mapped again. */
const NONE = "-";

/**
 * @param {import("./fields.js").Field} field
 * @param {string} value
 */
function recordOf({ name, id, type, autocomplete, label, placeholder, field, options = "" }, value) {
  return record("f", name, id, type, autocomplete, label, placeholder, field, value, options);
}

/** @param {...string} parts */
function record(...parts) {
  return parts.map((part) => part.replace(/[\0-\x1f]/g, " ")).join(PART);
}
