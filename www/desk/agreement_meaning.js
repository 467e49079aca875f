/** What one agreement says otherwise than another, part by part, in words; and who would fare otherwise by it. */

import { Trouble } from "./api.js";
import { crate } from "./agreement_crate.js";
import { number, signed } from "./format.js";
import { fill, h, setText } from "./h.js";
import { section, theirs } from "./parts.js";
import { attempt, load } from "./past.js";
import { leadAddress } from "./session.js";
import { words } from "./agreement_words.js";

/** @typedef {import("./types.js").Meaning} Meaning */

/**
 * The differences of two texts, under a heading.
 * @param {string} before
 * @param {string} after
 */
export async function differences(before, after) {
  const w = words.agreement.meaning;
  const found = await crate().then(({ difference }) => difference(before, after)).catch(() => undefined);
  if (!found) return null;
  if (found.length === 0) return section(w.title, "meaning", h("p", { class: "quiet" }, w.none));
  return section(w.title, "meaning", h("p", { class: "quiet" }, w.counted(found.length)), changeList(found));
}

/** @param {Meaning[]} changes */
function changeList(changes) {
  const w = words.agreement.meaning;
  return h("ul", { class: "changes-list" }, ...changes.map((change) =>
    h("li", { "data-is": change.what.is },
      h("span", { class: "where" }, w.sections[change.section] ?? change.section, change.name && ": ", change.name && theirs(change.name)),
      h("span", { class: "what" }, ...said(change)))));
}

/** @param {Meaning} change @returns {import("./h.js").Child[]} */
function said({ what }) {
  const w = words.agreement.meaning;
  if (what.is === "added") return [h("ins", {}, w.added)];
  if (what.is === "removed") return [h("del", {}, w.removed)];
  if (what.is === "moved") return [w.moved(what.from, what.to)];
  const key = h("span", { class: "key" }, w.keys[what.key] ?? what.key.replaceAll("_", " "), " ");
  const { entered, left } = what;
  if (entered.length + left.length > 0) return [key, ...left.map((one) => h("del", {}, theirs(one))), ...entered.map((one) => h("ins", {}, theirs(one)))];
  return [key, what.before == null ? w.nothing : h("del", {}, theirs(what.before)), " → ", what.after == null ? w.nothing : h("ins", {}, theirs(what.after))];
}

/** How many of the newest leads a change can be tried on. */
const COUNTS = [100, 500, 2_000, 10_000];

/**
 * A change, tried on the newest leads of the desk.
 * @param {() => [string, string]} texts before and after
 */
export function trying(texts) {
  const w = words.agreement.trying;
  const choice = h("select", {}, ...COUNTS.map((count) => h("option", { value: count, selected: count === 500 }, w.newest(number(count)))));
  const status = h("p", { class: "second", role: "status" });
  const found = h("div", {});
  const button = h("button", { type: "button", onclick: () => void run() }, w.button);
  async function run() {
    button.disabled = true;
    try {
      const newest = Number(choice.value);
      const loaded = await load(newest, (count) => setText(status, w.loading(number(count))));
      setText(status, w.working);
      const tried = await attempt(...texts(), newest);
      if (!tried) setText(status, w.errors);
      else {
        setText(status, loaded === 0 ? w.noLeads : w.done(number(tried.comparison.leads)));
        fill(found, loaded > 0 && outcome(tried));
      }
    } catch (error) {
      setText(status, error instanceof Trouble ? `${error.message}. ${error.help}` : words.agreement.noCheck);
    }
    button.disabled = false;
  }
  return section(w.title, "trying", h("p", { class: "quiet" }, w.lead), h("div", { class: "row" }, h("label", {}, w.on, " ", choice), button), status, found);
}

/** @param {import("./types.js").Tried} tried */
function outcome({ comparison: of, ids }) {
  const w = words.agreement.trying;
  const share = (/** @type {number} */ count) => w.share(number(count), of.leads > 0 ? `${Math.round((count * 1000) / of.leads) / 10}` : "0");
  const figures = /** @type {const} */ (["scored", "tiered", "routed", "qualified"]).map((name) =>
    h("div", { "data-figure": name, "data-some": of[name] > 0 }, h("dd", {}, number(of[name])), h("dt", {}, w.figures[name], h("span", { class: "second" }, share(of[name])))));
  const moved = (/** @type {[string, string, number][]} */ cells) => cells.filter(([was, is]) => was !== is);
  return h("div", { class: "tried" },
    h("dl", { class: "small-figures" }, ...figures),
    table(w.tiers, [w.was, w.is, w.leads], moved(of.tiers)),
    table(w.routes, [w.was, w.is, w.leads], moved(of.routes)),
    table(w.causes, [w.cause, w.was, w.is, w.leads], of.causes.slice(0, 12).map(([cause, leads]) => [cause.words, signed(cause.before), signed(cause.after), leads])),
    changed(of, ids));
}

/** @param {import("./types.js").Tried["comparison"]} of @param {string[]} ids */
function changed({ changes }, ids) {
  const w = words.agreement.trying;
  if (changes.length === 0) return null;
  const both = (/** @type {string | number} */ was, /** @type {string | number} */ is) => (was === is ? String(was) : `${was} → ${is}`);
  const rows = changes.slice(0, 20).map(([, was, is, why], at) => [
    h("a", { href: leadAddress(ids[at] ?? "") }, w.open),
    both(was.score, is.score), both(was.tier, is.tier), both(was.route, is.route),
    why.slice(0, 2).map((cause) => cause.words).join("; "),
  ]);
  return table(w.changed, [w.lead1, w.score, w.tier, w.route, w.cause], rows);
}

/**
 * @param {string} caption
 * @param {string[]} heads
 * @param {import("./h.js").Child[][]} rows
 */
function table(caption, heads, rows) {
  if (rows.length === 0) return null;
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h("table", { class: "small-table" }, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...heads.map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map((cell) => h("td", {}, typeof cell === "string" ? theirs(cell) : typeof cell === "number" ? number(cell) : cell)))))));
}
