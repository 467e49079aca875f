/** The report: one page of figures that both teams read. Every figure leads to its leads and says what it is. */

import { Trouble, report as askReport } from "./api.js";
import { setEdgeTime } from "./clock.js";
import { days, number, percent } from "./format.js";
import { fill, h, setText, whenIdle } from "./h.js";
import { section } from "./parts.js";
import { bands, distribution, funnel, groups, reasons } from "./report_drawings.js";
import { Book, intervalText, leadsLink, saidOf, shareRow, shareText, timeText } from "./report_figures.js";
import { Series } from "./report_series.js";
import { valuesSection } from "./report_values.js";
import { words } from "./report_words.js";
import { address } from "./session.js";

/** @typedef {import("./report_types.js").Report} Report */

const HOUR = 3_600_000;

/** By what leads are told apart, in the order they are offered. */
const DIMENSIONS = ["source", "tier", "rep", "pool", "campaign"];

/** How far back one looks by a press, in days. */
const BACK = { four_weeks: 28, quarter: 91, year: 365 };

/** What the address says of the report, in order. */
const ASKED = /** @type {const} */ (["from", "to", "by", "dimension", "of"]);

/** `<baton-report>` */
export class BatonReport extends HTMLElement {
  title_ = words.report.title;
  /** @type {Record<string, string>} */
  #asked;
  #by = chooser("by", Object.entries(words.report.by_), () => this.#change());
  #dimension = chooser("dimension", DIMENSIONS.map((id) => [id, words.report.dimensions[id] ?? id]), () => this.#change({ of: "" }));
  #from = h("input", { name: "from", class: "day", onchange: () => this.#change() });
  #to = h("input", { name: "to", class: "day", onchange: () => this.#change() });
  #summary = h("p", { class: "summary", role: "status" });
  #body = h("div", { class: "report-body", "aria-busy": "true" });

  /**
   * @param {URLSearchParams} query of the address
   */
  constructor(query) {
    super();
    this.#asked = Object.fromEntries(ASKED.map((name) => [name, query.get(name) ?? ""]).filter(([, value]) => value));
  }

  connectedCallback() {
    if (this.firstChild) return;
    const w = words.report;
    const back = Object.entries(BACK).map(([id, count]) => h("button", { type: "button", onclick: () => this.#back(count) }, w.back[id] ?? id));
    this.append(
      h("header", { class: "page-head report-head" },
        h("div", {}, h("h1", { tabindex: -1 }, w.title), this.#summary),
        h("p", { class: "report-links" },
          h("a", { href: address("report", { digest: "week" }) }, words.digest.title),
          h("button", { type: "button", onclick: () => print() }, w.print))),
      h("form", { class: "report-asked", "aria-label": w.asked, onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
        labelled(w.dimension, this.#dimension), labelled(w.cut, this.#by),
        labelled(w.from, this.#from), labelled(w.to, this.#to),
        h("div", { class: "back-by", role: "group", "aria-label": w.backLabel }, ...back)),
      this.#body,
    );
    // A field for a day is dear to make: the page stands there first.
    whenIdle(() => [this.#from, this.#to].forEach((field) => (field.type = "date")));
  }

  once() {
    return this.#load();
  }

  /** Asks for another part, and says so in the address. @param {Record<string, string>} [more] */
  #change(more = {}) {
    const said = { ...this.#asked, by: this.#by.value, dimension: this.#dimension.value, from: this.#from.value, to: this.#to.value, ...more };
    this.#asked = Object.fromEntries(Object.entries(said).filter(([, value]) => value));
    history.replaceState(null, "", address("report", this.#asked));
    void this.#load();
  }

  /** @param {number} count of days up to the last */
  #back(count) {
    const to = this.#to.value || new Date().toISOString().slice(0, 10);
    const from = new Date(Date.parse(to) - (count - 1) * 86_400_000).toISOString().slice(0, 10);
    this.#change({ from, to });
  }

  /** @type {AbortController | null} */
  #asking = null;

  async #load() {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#body.setAttribute("aria-busy", "true");
    try {
      const heard = await askReport(asking.signal, this.#asked);
      setEdgeTime(heard.body.now, heard);
      this.show(heard.body);
    } catch (error) {
      if (asking.signal.aborted) return;
      if (!(error instanceof Trouble)) throw error;
      setText(this.#summary, `${error.message}. ${error.help}`);
    }
    this.#body.removeAttribute("aria-busy");
  }

  /** @param {Report} report */
  show(report) {
    const w = words.report;
    [this.#by.value, this.#dimension.value, this.#from.value, this.#to.value] = [report.by, report.dimension, report.from, report.to];
    const book = new Book(report);
    const alone = report.values.find(({ value }) => value === report.of);
    const whose = report.of === null ? "" : alone?.name || (w.none[report.dimension] ?? "");
    setText(this.#summary, [days(report.from, report.to), whose && w.alone(whose), w.leads(report.total.counts["leads"] ?? 0), report.is_behind && w.behind].filter(Boolean).join(" · "));
    const series = new Series(report, book);
    fill(this.#body,
      warnings(report),
      tiles(report, book),
      series.root,
      h("div", { class: "report-columns" },
        h("div", { class: "column" }, speed(report, book), promises(report, book)),
        h("div", { class: "column" }, decisions(report, book), deals(report, book)),
      ),
      section(w.bandsTitle, "score-bands", h("p", { class: "second" }, w.bandsMeaning), bands(book, report.total)),
      valuesSection(report, book, (of) => this.#change({ of })),
      h("p", { class: "second counted" }, w.counted(report.error_percent)),
    );
    void series.draw();
  }
}

/** What somebody should look at, first of all. @param {Report} report */
function warnings({ warnings }) {
  const w = words.report;
  if (warnings.length === 0) return h("p", { class: "calm-line" }, w.noWarnings);
  return h("section", { class: "card warnings", "aria-labelledby": "warnings-title" },
    h("h2", { id: "warnings-title" }, w.warnings(warnings.length)),
    h("ul", {}, ...warnings.map((warning) => {
      const { code, leads } = warning;
      const said = saidOf(warning, warning.words);
      return h("li", { "data-code": code },
        h("div", {}, h("p", { class: "warning-said" }, said), h("p", { class: "second" }, w.why[code] ?? warning.why)),
        leads && h("a", { href: address("leads", Object.fromEntries(new URLSearchParams(leads))), "aria-label": w.showLeadsOf(said) }, w.showLeads));
    })),
    h("p", { class: "second" }, w.thresholds, " ", h("a", { href: address("agreement") }, w.toAgreement)),
  );
}

/** @param {Report} report @param {Book} book */
function tiles(report, book) {
  const { total } = report;
  const w = words.report;
  const human = total.times["human"];
  const tile = (/** @type {string} */ id, /** @type {string} */ value, /** @type {string} */ more) => {
    const published = benchmark(report, id);
    return h("div", { class: "tile", "data-figure": id },
      h("dt", {}, book.name(id)),
      h("dd", { class: "tile-value" }, value === "–" ? value : leadsLink(value, book.leads(id), book.name(id))),
      h("dd", { class: "tile-more" }, more),
      h("dd", { class: "second" }, book.sentence(id)),
      published && h("dd", { class: "published" }, published));
  };
  const share = (/** @type {string} */ id) => {
    const of = total.shares[id] ?? [0, 0, 0, 1000];
    return tile(id, shareText(of), intervalText(of));
  };
  return h("dl", { class: "tiles" },
    tile("leads", number(total.counts["leads"] ?? 0), w.quarantined(total.counts["quarantined"] ?? 0)),
    tile("human", timeText(human?.median_ms ?? null), human?.n ? w.p90(timeText(human.p90_ms)) : w.nothing),
    share("windows_met"), share("accepted"), share("mql_to_sql"),
    tile("won_value", number(total.counts["won_value"] ?? 0), w.wonOf(total.counts["won_leads"] ?? 0)),
  );
}

/** What others publish, labelled as that. @param {Report} report @param {string} id */
function benchmark(report, id) {
  const found = report.benchmarks.find((of) => of.id === id);
  return found ? words.report.published(found.unit === "hours" ? words.report.hours(found.value) : percent(found.value / 100)) : "";
}

/** @param {Report} report @param {Book} book */
function speed(report, book) {
  const w = words.report;
  const { system, human } = report.total.times;
  const hours = report.benchmarks.find(({ id }) => id === "human")?.value;
  const published = hours ? { ms: hours * HOUR, words: benchmark(report, "human") } : null;
  return section(w.speed, "speed",
    h("dl", { class: "took" }, ...["system", "human"].map((id) => {
      const took = id === "system" ? system : human;
      return h("div", { "data-figure": id },
        h("dt", {}, book.name(id)),
        h("dd", { class: "value" }, took?.n ? leadsLink(timeText(took.median_ms), book.leads(id), book.name(id)) : "–"),
        h("dd", { class: "drawn" }, took?.n ? `${w.p90(timeText(took.p90_ms))} · ${w.leads(took.n)}` : w.nothing),
        h("dd", { class: "second meaning" }, book.sentence(id)));
    })),
    ...(human?.n ? [h("h3", {}, w.distribution), distribution(human, published), groups(human)] : []),
    published && h("p", { class: "second" }, w.publishedMeaning, " ", h("a", { href: address("agreement") }, w.publishedWhere)),
    h("dl", { class: "shares" }, ...["windows_met", "told", "rescued"].map((id) => shareRow(book, report.total, id))),
    count(report, book, "touched"),
  );
}

/** @param {Report} report @param {Book} book */
function decisions(report, book) {
  const w = words.report;
  return section(w.decisions, "decisions",
    h("dl", { class: "shares" }, ...["accepted", "rejected"].map((id) => shareRow(book, report.total, id))),
    h("h3", {}, w.reasonsTitle), reasons(book, report.total),
    h("h3", {}, w.vague),
    h("dl", { class: "shares" }, ...["rejected_other", "rejected_untried", "rejected_at_once"].map((id) => shareRow(book, report.total, id))),
  );
}

/** @param {Report} report @param {Book} book */
function deals(report, book) {
  const w = words.report;
  return section(w.deals, "deals", funnel(book, report.total),
    h("dl", { class: "shares" }, ...["mql", "mql_to_sql", "sql_to_opportunity", "won"].map((id) => shareRow(book, report.total, id))),
    count(report, book, "pipeline"), count(report, book, "won_value"),
  );
}

/** @param {Report} report @param {Book} book */
function promises(report, book) {
  const w = words.report;
  const { rules, total, from, to } = report;
  const length = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const owed = rules.leads_a_month === null ? null : Math.floor((rules.leads_a_month * length * 12) / 365);
  const came = total.counts["leads"] ?? 0;
  return section(w.promises, "promises",
    h("h3", {}, w.ofMarketing),
    h("p", { class: "volume" }, owed === null || report.of !== null ? w.noVolume : w.volume(came, owed)),
    h("dl", { class: "shares" }, shareRow(book, total, "evidence", ` ${w.factsPromised(rules.facts)}`)),
    h("h3", {}, w.ofSales),
    h("dl", { class: "shares" }, ...["worked", "promises_kept", "returned"].map((id) => shareRow(book, total, id))),
  );
}

/** A number in a line of its own. @param {Report} report @param {Book} book @param {string} id */
function count(report, book, id) {
  const value = report.total.counts[id] ?? 0;
  return h("dl", { class: "shares one-count" }, h("div", { class: "share", "data-figure": id },
    h("dt", {}, book.name(id)),
    h("dd", { class: "value" }, value === 0 ? "–" : leadsLink(number(value), book.leads(id), book.name(id))),
    h("dd", { class: "second meaning" }, book.sentence(id))));
}

/**
 * @param {string} name
 * @param {(readonly [string, string])[]} all
 * @param {() => void} changed
 */
function chooser(name, all, changed) {
  return h("select", { name, onchange: changed }, ...all.map(([value, text]) => h("option", { value }, text)));
}

/** @param {string} text @param {Element} field */
function labelled(text, field) {
  return h("label", {}, h("span", {}, text), field);
}

customElements.define("baton-report", BatonReport);
