/** Sources, tiers, reps, pools or campaigns beside one another, each with its tiers. */

import { number } from "./format.js";
import { h } from "./h.js";
import { theirs } from "./parts.js";
import { intervalText, leadsLink, shareText, timeText } from "./report_figures.js";
import { words } from "./report_words.js";

/** @typedef {import("./report_figures.js").Book} Book */
/** @typedef {import("./report_types.js").Figures} Figures */
/** @typedef {import("./report_types.js").OfValue} OfValue */
/** @typedef {import("./report_types.js").Report} Report */

/** The figures of a row, in order: numbers, a time, shares. */
const COLUMNS = /** @type {const} */ (["leads", "human", "windows_met", "accepted", "mql_to_sql", "sql_to_opportunity", "promises_kept", "won_value"]);

/** More values than this are behind a button: campaigns can be many. */
const FIRST = 12;

/**
 * The table by value, the largest first.
 * @param {Report} report
 * @param {Book} book
 * @param {(of: string) => void} look called to look at one value alone
 */
export function valuesSection(report, book, look) {
  const w = words.report;
  const values = report.values.filter(({ figures }) => (figures.counts["leads"] ?? 0) > 0).sort((one, other) => (other.figures.counts["leads"] ?? 0) - (one.figures.counts["leads"] ?? 0));
  const groups = values.map((value) => group(report, book, value, look));
  const rest = groups.slice(FIRST);
  const more = h("button", { type: "button", onclick: () => {
    for (const rows of rest) rows.hidden = false;
    more.remove();
  } }, w.moreValues(rest.length));
  for (const rows of rest) rows.hidden = true;
  const head = h("tr", { role: "row" }, h("th", { role: "columnheader", scope: "col" }, w.dimensions[report.dimension] ?? report.dimension),
    ...COLUMNS.map((id) => h("th", { role: "columnheader", scope: "col", title: book.sentence(id) }, book.name(id))));
  return h("section", { class: "card values", "aria-labelledby": "values-title" },
    h("h2", { id: "values-title" }, w.by[report.dimension] ?? report.dimension),
    values.length === 0 ? h("p", { class: "quiet" }, w.noLeads)
      : h("table", { role: "table", class: "by-value" }, h("thead", { role: "rowgroup" }, head), ...groups),
    rest.length > 0 && more,
  );
}

/**
 * A value, and under it its tiers once they are asked for.
 * @param {Report} report
 * @param {Book} book
 * @param {OfValue} value
 * @param {(of: string) => void} look
 */
function group(report, book, { value, name, figures, tiers }, look) {
  const w = words.report;
  const key = value || "-";
  const title = value === "" ? w.none[report.dimension] ?? "–" : name;
  const narrow = { [report.dimension]: key };
  const shown = tiers.filter(({ figures }) => (figures.counts["leads"] ?? 0) > 0);
  const under = shown.map(({ tier, figures }) => row(book, figures, { ...narrow, tier }, h("span", {}, theirs(tier)), `${title}, ${tier}`, true));
  for (const one of under) one.hidden = true;
  const open = shown.length > 1 && h("button", { type: "button", class: "plain tiers", "aria-expanded": "false", "aria-label": w.tiersOf(title), onclick: () => {
    const is = open instanceof HTMLElement && open.getAttribute("aria-expanded") === "true";
    if (open instanceof HTMLElement) open.setAttribute("aria-expanded", String(!is));
    for (const one of under) one.hidden = is;
  } }, w.tiers);
  const isIt = report.of === value;
  const name_ = h("span", { class: "value-name" },
    h("button", { type: "button", class: "plain look", "aria-pressed": String(isIt), title: isIt ? w.lookAtAll : w.lookAt(title), onclick: () => look(isIt ? "" : key) }, theirs(title)),
    open);
  return h("tbody", { role: "rowgroup", "data-value": key }, row(book, figures, narrow, name_, title, false), ...under);
}

/**
 * @param {Book} book
 * @param {Figures} figures
 * @param {Record<string, string>} narrow to whose leads the figures lead
 * @param {Element} head
 * @param {string} name
 * @param {boolean} isTier
 */
function row(book, figures, narrow, head, name, isTier) {
  return h("tr", { role: "row", class: isTier ? "tier-row" : null },
    h("th", { role: "rowheader", scope: "row" }, head),
    ...COLUMNS.map((id) => {
      const { text, more } = cellOf(figures, id);
      const said = `${name}, ${book.name(id)}`;
      return h("td", { role: "cell", "data-label": book.name(id) }, h("span", {},
        text === "–" ? h("span", { class: "quiet" }, text) : leadsLink(text, book.leads(id, narrow), said),
        more && h("span", { class: "second" }, more)));
    }));
}

/**
 * @param {Figures} figures
 * @param {typeof COLUMNS[number]} id
 */
function cellOf(figures, id) {
  const share = figures.shares[id];
  if (share) return { text: shareText(share), more: share[1] > 0 ? intervalText(share) : "" };
  const took = figures.times[id];
  if (took) return { text: timeText(took.median_ms), more: took.n > 0 ? words.report.p90(timeText(took.p90_ms)) : "" };
  const count = figures.counts[id] ?? 0;
  return { text: count === 0 ? "–" : number(count), more: "" };
}
