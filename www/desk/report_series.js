/** Weeks or months beside one another, by uPlot, which is fetched when the report is opened. The table below says the same. */

import { days, duration, month, number, percent, shortDay } from "./format.js";
import { fill, h, setText } from "./h.js";
import { styled } from "./pages.js";
import { leadsLink, shareText, timeText } from "./report_figures.js";
import { words } from "./report_words.js";

/** @typedef {import("./report_figures.js").Book} Book */
/** @typedef {import("./report_types.js").Figures} Figures */
/** @typedef {import("./report_types.js").Report} Report */
/** @typedef {{ value: number | null, low: number | null, high: number | null, text: string }} Point */

/** What can be drawn: numbers, times in hours, and shares with the interval about them. */
const CHOICES = ["leads", "human", "windows_met", "accepted", "rejected", "mql_to_sql", "sql_to_opportunity", "won_value", "promises_kept", "rescued", "returned", "evidence"];

/** The drawing is so high, in px. */
const HEIGHT = 240;

/** uPlot and its styles, from the console's own folder: the build puts them there. */
const UPLOT = "/desk/vendor/uplot.js";

/** A chart of one figure over the periods. */
export class Series {
  #report;
  #book;
  #chosen = "leads";
  #drawn = h("div", { class: "series-drawn", role: "img" });
  #table = h("tbody");
  #meaning = h("p", { class: "second" });
  /** @type {any} */
  #chart = null;
  root;

  /**
   * @param {Report} report
   * @param {Book} book
   */
  constructor(report, book) {
    this.#report = report;
    this.#book = book;
    const choice = h("select", { "aria-label": words.report.seriesOf, onchange: () => this.#choose(choice.value) },
      ...CHOICES.map((id) => h("option", { value: id }, book.name(id))));
    this.root = h("section", { class: "card series", "aria-labelledby": "series-title" },
      h("div", { class: "series-head" }, h("h2", { id: "series-title" }, words.report.series[report.by]), choice),
      this.#meaning,
      this.#drawn,
      h("details", { class: "as-table" }, h("summary", {}, words.report.asTable),
        h("table", {}, h("thead", {}, h("tr", {}, ...[words.report.period[report.by], words.report.value].map((text) => h("th", { scope: "col" }, text)))), this.#table)),
    );
    new ResizeObserver(() => this.#chart?.setSize({ width: this.#drawn.clientWidth, height: HEIGHT })).observe(this.#drawn);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => void this.draw());
    this.#choose(this.#chosen);
  }

  /** @param {string} id */
  #choose(id) {
    this.#chosen = id;
    const points = this.#points();
    setText(this.#meaning, this.#book.sentence(id));
    fill(this.#table, ...this.#report.periods.map(({ from, to }, at) => {
      const name = this.#name(from, to);
      return h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, leadsLink(points[at]?.text ?? "", this.#book.leads(id, { from, to }), `${this.#book.name(id)}, ${name}`)));
    }));
    const [first, last] = [points[0], points.at(-1)];
    this.#drawn.setAttribute("aria-label", words.report.seriesSays(this.#book.name(id), points.length, first?.text ?? "", last?.text ?? ""));
    void this.draw();
  }

  /** @param {string} from @param {string} to */
  #name(from, to) {
    return this.#report.by === "month" ? month(from) : days(from, to);
  }

  /** @returns {Point[]} */
  #points() {
    return this.#report.periods.map(({ figures }) => pointOf(figures, this.#chosen));
  }

  /** Draws it, once it stands on the page and there is a library to draw it with. */
  async draw() {
    const [{ default: Plot }] = await Promise.all([import(UPLOT), styled("vendor/uplot.css")]);
    const width = this.#drawn.clientWidth;
    if (!this.#drawn.isConnected || width === 0) return;
    const points = this.#points();
    const token = (/** @type {string} */ name) => getComputedStyle(this.#drawn).getPropertyValue(name).trim();
    const [accent, line, quiet, tint] = ["--accent", "--line", "--quiet", "--tint"].map(token);
    const axis = { stroke: quiet, font: "12px system-ui, sans-serif", ticks: { show: false }, grid: { stroke: line, width: 1 } };
    const { periods, by } = this.#report;
    const hasInterval = points.some(({ low }) => low !== null);
    const series = /** @type {object[]} */ ([
      {},
      { stroke: accent, width: 2, points: { show: true, size: 7, fill: accent, stroke: accent } },
      hasInterval && { stroke: "transparent", points: { show: false } },
      hasInterval && { stroke: "transparent", points: { show: false } },
    ].filter(Boolean));
    const data = [points.map((_, at) => at), points.map(({ value }) => value), ...(hasInterval ? [points.map(({ high }) => high), points.map(({ low }) => low)] : [])];
    this.#chart?.destroy();
    this.#chart = new Plot({
      width, height: HEIGHT, series, legend: { show: false },
      cursor: { show: false },
      bands: hasInterval ? [{ series: [2, 3], fill: tint }] : [],
      scales: { x: { time: false, range: [-0.5, Math.max(0.5, points.length - 0.5)] }, y: { range: (/** @type {unknown} */ _, /** @type {number} */ __, /** @type {number} */ most) => [0, hasInterval ? 1 : Math.max(1, most * 1.1)] } },
      axes: [
        { ...axis, grid: { show: false }, space: 64, incrs: [1, 2, 4, 8, 13, 26, 52], values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((place) => {
          const period = periods[place];
          return !period ? "" : by === "month" ? month(period.from).replace(/^(\S{3})\S* /, "$1 ") : shortDay(period.from);
        }) },
        { ...axis, size: 56, values: (/** @type {unknown} */ _, /** @type {number[]} */ all) => all.map((value) => axisText(this.#chosen, value)) },
      ],
    }, data, this.#drawn);
  }
}

/**
 * One figure of a period.
 * @param {Figures} figures
 * @param {string} id
 * @returns {Point}
 */
function pointOf(figures, id) {
  const share = figures.shares[id];
  if (share) {
    const [of, all, low, high] = share;
    if (all === 0) return { value: null, low: null, high: null, text: shareText(share) };
    return { value: of / all, low: low / 1000, high: high / 1000, text: shareText(share) };
  }
  const took = figures.times[id];
  if (took) return { value: took.median_ms, low: null, high: null, text: timeText(took.median_ms) };
  const count = figures.counts[id] ?? 0;
  return { value: count, low: null, high: null, text: number(count) };
}

/** @param {string} id @param {number} value */
function axisText(id, value) {
  if (id === "human") return value === 0 ? "0" : duration(value).split(" ").slice(0, 2).join(" ");
  if (["leads", "won_value"].includes(id)) return Number.isInteger(value) ? number(value) : "";
  return percent(value);
}
