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
export function pack(lead, meanings) {
  const records = [["p", lead.page.url], ["l", lead.page.language]];
  lead.fields.forEach((field, at) => {
    const said = ["f", "", "", "", "", "", "", meanings?.[at] || NONE, field.value];
    records.push(meanings ? said : recordOf(field));
  });
  for (const { name, at } of lead.signals) records.push(["s", name, String(at)]);
  for (const { page, at } of lead.visits ?? []) records.push(["v", page, String(at)]);
  return joined(records);
}

/**
 * What the page says of the fields, packed, whatever was typed: by this alone they are mapped.
 * @param {Pick<import("./lead.js").Lead, "fields">} lead
 */
export function described(lead) {
  return joined(lead.fields.map((field) => recordOf({ ...field, value: "" })));
}

/** No field's name: what the scorer could not map is not mapped again. */
const NONE = "-";

/** @param {import("./fields.js").Field} field */
function recordOf({ name, id, type, autocomplete, label, placeholder, field, value, options = "" }) {
  return ["f", name, id, type, autocomplete, label, placeholder, field, value, options];
}

/** @param {string[][]} records */
function joined(records) {
  return records.map((parts) => parts.map((part) => part.replace(/[\0-\x1f]/g, " ")).join(PART)).join(RECORD);
}
