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
 * @returns {string}
 */
export function pack(lead) {
  const records = [["p", lead.page.url], ["l", lead.page.language]];
  for (const { name, id, type, autocomplete, label, placeholder, field, value, options = "" } of lead.fields) {
    records.push(["f", name, id, type, autocomplete, label, placeholder, field, value, options]);
  }
  for (const { name, at } of lead.signals) records.push(["s", name, String(at)]);
  for (const { page, at } of lead.visits ?? []) records.push(["v", page, String(at)]);
  return records.map((parts) => parts.map((part) => part.replace(/[\0-\x1f]/g, " ")).join(PART)).join(RECORD);
}
