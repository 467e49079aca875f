/** Drawings of the report, as SVG. Each stands beside words or a table that says the same. */

import { allowance, number, percent } from "./format.js";
import { h, svg } from "./h.js";
import { intervalText, leadsLink, shareText, timeText } from "./report_figures.js";
import { words } from "./report_words.js";

/** @typedef {import("./report_figures.js").Book} Book */
/** @typedef {import("./report_types.js").Figures} Figures */
/** @typedef {import("./report_types.js").Took} Took */

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

/** Where the groups begin that response times are told in, in ms. */
const GROUPS = [0, MINUTE, 5 * MINUTE, HOUR, DAY];

/** What stands below the drawing, in ms. */
const TICKS = [SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 12 * HOUR, 2 * DAY, 14 * DAY];

/** The drawing's edges, in ms, its height in its own measure, and into how many columns it is cut. */
const [FROM, TO, HIGH, COLUMNS] = [SECOND, 30 * DAY, 96, 60];

/** Where a time stands between the edges, 0 to 100: every tenfold is as wide. @param {number} ms */
function place(ms) {
  const at = Math.log(Math.max(FROM, ms) / FROM) / Math.log(TO / FROM);
  return Math.min(1, at) * 100;
}

/**
 * How long it took, drawn: how many at which time, the median, the ninetieth percentile and what others publish.
 * @param {Took} took
 * @param {{ ms: number, words: string } | null} published
 */
export function distribution(took, published) {
  const w = words.report;
  const columns = new Array(COLUMNS).fill(0);
  for (const [ms, times] of took.distribution ?? []) columns[Math.min(COLUMNS - 1, Math.floor((place(ms) / 100) * COLUMNS))] += times;
  const most = Math.max(1, ...columns);
  const width = 100 / COLUMNS;
  const bars = columns.map((times, at) =>
    times > 0 && svg("rect", { x: at * width + 0.1, y: HIGH - (times / most) * HIGH, width: width - 0.2, height: (times / most) * HIGH }));
  const line = (/** @type {number | null} */ ms, /** @type {string} */ name) =>
    ms !== null && svg("line", { class: name, x1: place(ms), x2: place(ms), y1: 0, y2: HIGH, "vector-effect": "non-scaling-stroke" });
  const ticks = TICKS.map((ms, at) => svg("text", { class: at % 2 === 1 ? "every-other" : null, x: `${place(ms)}%`, y: 14, "text-anchor": at === 0 ? "start" : "middle" }, allowance(ms)));
  const legend = [
    ["median", w.median(timeText(took.median_ms))],
    ["p90", w.p90(timeText(took.p90_ms))],
    ["published", published ? published.words : ""],
  ].filter(([, text]) => text);
  return h("div", { class: "distribution" },
    svg("svg", { class: "columns-drawn", viewBox: `0 0 100 ${HIGH}`, preserveAspectRatio: "none", width: "100%", height: 120 },
      svg("line", { class: "ground", x1: 0, x2: 100, y1: HIGH, y2: HIGH, "vector-effect": "non-scaling-stroke" }),
      ...bars, line(published?.ms ?? null, "published"), line(took.p90_ms, "p90"), line(took.median_ms, "median")),
    svg("svg", { class: "ticks", width: "100%", height: 20 }, ...ticks),
    h("ul", { class: "legend" }, ...legend.map(([name, text]) => h("li", { "data-line": name }, text))),
  );
}

/**
 * The same in words: how many within a minute, five, an hour, a day, and later.
 * @param {Took} took
 */
export function groups(took) {
  const sums = GROUPS.map(() => 0);
  for (const [ms, times] of took.distribution ?? []) {
    const group = GROUPS.filter((from) => ms >= from).length - 1;
    sums[group] = (sums[group] ?? 0) + times;
  }
  const all = Math.max(1, took.n);
  return h("dl", { class: "groups" }, ...sums.map((times, at) =>
    h("div", {}, h("dt", {}, words.report.groups[at] ?? ""), h("dd", {}, bar(times / all, 1), h("span", {}, `${percent(times / all)} · ${number(times)}`)))));
}

/**
 * A bar from nought to one.
 * @param {number} share of the whole length
 * @param {number} [least] so much is seen of it at least, in percent, if there is any
 */
export function bar(share, least = 0.5) {
  return svg("svg", { class: "plain-bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", width: "100%", height: 8 },
    svg("rect", { class: "track", x: 0, y: 0, width: 100, height: 8 }),
    share > 0 && svg("rect", { class: "at", x: 0, y: 0, width: Math.max(least, share * 100), height: 8 }));
}

/**
 * What was handed over and how much of it came how far.
 * @param {Book} book
 * @param {Figures} figures
 */
export function funnel(book, figures) {
  const { counts, shares } = figures;
  const steps = /** @type {[string, number][]} */ ([
    ["leads", counts["leads"] ?? 0],
    ["mql", shares["mql"]?.[0] ?? 0],
    ["sql", counts["sql"] ?? 0],
    ["opportunities", counts["opportunities"] ?? 0],
    ["won_leads", counts["won_leads"] ?? 0],
  ]);
  const most = Math.max(1, steps[0]?.[1] ?? 0);
  return h("dl", { class: "steps-drawn" }, ...steps.map(([id, times]) => h("div", { "data-figure": id },
    h("dt", {}, words.report.steps[id] ?? book.name(id)),
    h("dd", {}, bar(times / most), leadsLink(number(times), book.leads(id), words.report.steps[id] ?? book.name(id)))),
  ));
}

/**
 * Rejections by reason, the most frequent first.
 * @param {Book} book
 * @param {Figures} figures
 */
export function reasons(book, figures) {
  const found = Object.entries(figures.reasons ?? {}).filter(([, times]) => times > 0).sort(([, one], [, other]) => other - one);
  const all = found.reduce((sum, [, times]) => sum + times, 0);
  if (all === 0) return h("p", { class: "quiet" }, words.report.noReasons);
  return h("dl", { class: "steps-drawn" }, ...found.map(([code, times]) => {
    const name = book.reason(code);
    return h("div", { "data-reason": code },
      h("dt", {}, name),
      h("dd", {}, bar(times / all), h("span", {}, leadsLink(number(times), book.leads("rejected", { reason: code }), name), h("span", { class: "second inline" }, percent(times / all)))));
  }));
}

/**
 * By ten points of the score, what sales made of them: a score that is right rises.
 * @param {Book} book
 * @param {Figures} figures
 */
export function bands(book, figures) {
  const of = figures.bands;
  const w = words.report;
  if (!of || of.leads.every((leads) => leads === 0)) return h("p", { class: "quiet" }, w.noBands);
  const rows = of.leads.map((leads, at) => ({ leads, at, accepted: of.accepted[at] ?? 0, opportunities: of.opportunities[at] ?? 0 })).filter(({ leads }) => leads > 0).reverse();
  const cell = (/** @type {number} */ some, /** @type {number} */ leads, /** @type {string} */ label) => {
    const share = /** @type {import("./report_types.js").Share} */ ([some, leads, ...wilson(some, leads)]);
    return h("td", { "data-label": label }, bar(some / leads), h("span", { title: intervalText(share) }, shareText(share)));
  };
  return h("table", { class: "bands" },
    h("thead", {}, h("tr", {}, ...[w.band, w.names["leads"] ?? "", w.names["accepted"] ?? "", w.names["opportunities"] ?? ""].map((text) => h("th", { scope: "col" }, text)))),
    h("tbody", {}, ...rows.map(({ leads, at, accepted, opportunities }) => {
      const name = `${at * 10}–${at === 9 ? 100 : at * 10 + 9}`;
      return h("tr", {},
        h("th", { scope: "row" }, name),
        h("td", { class: "count", "data-label": w.names["leads"] ?? "" }, leadsLink(number(leads), book.leads(`band_${at}`), w.bandOf(name))),
        cell(accepted, leads, w.names["accepted"] ?? ""),
        cell(opportunities, leads, w.names["opportunities"] ?? ""));
    })),
  );
}

/** Wilson's interval, as the desk works it out, for what it leaves to the page. @param {number} of @param {number} all @returns {[number, number]} in per mille */
function wilson(of, all) {
  const [z, p] = [1.96, of / all];
  const [middle, reach, scale] = [p + (z * z) / (2 * all), z * Math.sqrt((p * (1 - p)) / all + (z * z) / (4 * all * all)), 1 + (z * z) / all];
  return [Math.floor(((middle - reach) / scale) * 1000), Math.ceil(((middle + reach) / scale) * 1000)];
}
