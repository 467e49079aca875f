/** The page for the meeting of both leads: one week or month that is over, and one question to decide. */

import { NEVER, commentDigest, digest as askDigest } from "./api.js";
import { setEdgeTime } from "./clock.js";
import { commentsSection } from "./comments.js";
import { days, month, number } from "./format.js";
import { fill, h } from "./h.js";
import { section, theirs } from "./parts.js";
import { bar } from "./report_drawings.js";
import { Book, intervalText, leadsLink, saidOf, shareText, timeText } from "./report_figures.js";
import { words } from "./report_words.js";
import { address } from "./session.js";

/** @typedef {import("./report_types.js").Digest} Digest */
/** @typedef {import("./report_types.js").Figures} Figures */

/** What is told of, in order. */
const FIGURES = ["leads", "human", "windows_met", "accepted", "mql_to_sql", "promises_kept", "opportunities", "won_value"];

/** `<baton-digest>` */
export class BatonDigest extends HTMLElement {
  title_ = words.digest.title;
  /** @type {Record<string, string>} */
  #asked;
  #may;
  #draft = { text: "" };
  #when = h("p", { class: "summary", role: "status" });
  #nav = h("nav", { class: "meeting-nav", "aria-label": words.digest.by });
  #body = h("div", { class: "meeting-body" });

  /**
   * @param {URLSearchParams} query of the address
   * @param {import("./types.js").Holder | null} who
   */
  constructor(query, who) {
    super();
    this.#asked = { by: query.get("digest") ?? "", of: query.get("of") ?? "" };
    this.#may = who?.rights.includes("reports:comment") ?? false;
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.className = "meeting";
    this.append(
      h("nav", { class: "back" }, h("a", { href: address("report") }, words.digest.back)),
      h("header", { class: "page-head report-head" },
        h("div", {}, h("h1", { tabindex: -1 }, words.digest.title), this.#when),
        h("p", { class: "report-links" }, h("button", { type: "button", onclick: () => print() }, words.report.print))),
      this.#nav, this.#body,
    );
  }

  async once() {
    const heard = await askDigest(NEVER, this.#asked);
    setEdgeTime(heard.body.now, heard);
    this.show(heard.body);
  }

  /** @param {Digest} told */
  show(told) {
    const w = words.digest;
    this.#when.textContent = told.by === "month" ? month(told.from) : days(told.from, told.to);
    const to = (/** @type {string} */ by, /** @type {string} */ of = "") => address("report", { digest: by, ...(of ? { of } : {}) });
    fill(this.#nav,
      ...Object.entries(w.by_).map(([by, name]) => h("a", { href: to(by), "aria-current": by === told.by ? "page" : null }, name)),
      h("a", { href: to(told.by, told.before), rel: "prev" }, `← ${w.earlier}`),
      told.after && h("a", { href: to(told.by, told.after), rel: "next" }, `${w.later} →`));
    fill(this.#body, decide(told), figures(told), rejected(told), missed(told),
      commentsSection(told.comments, this.#may ? async (text) => {
        await commentDigest({ by: told.by, of: told.from }, text);
        await this.once();
      } : null, this.#draft),
      h("p", { class: "second" }, told.sent_to.length > 0 ? w.sentTo(told.sent_to.join(", ")) : w.sentToNobody));
  }
}

/** One question, and why it is this one. @param {Digest} told */
function decide({ decide }) {
  const w = words.digest;
  const { code, because, leads } = decide;
  return h("section", { class: "card decide", "aria-labelledby": "decide-title" },
    h("h2", { id: "decide-title" }, w.question),
    h("p", { class: "ask" }, w.questions[code] ?? decide.words),
    because && h("p", {}, h("span", { class: "quiet" }, `${w.questionWhy}: `), saidOf(decide, because), ". ",
      leads && h("a", { href: address("leads", Object.fromEntries(new URLSearchParams(leads))) }, words.report.showLeads)));
}

/** @param {Digest} told */
function bookOf(told) {
  return new Book({ definitions: told.definitions, reasons: told.reasons, from: told.from, to: told.to, dimension: "source", of: null });
}

/** @param {Digest} told */
function figures(told) {
  const book = bookOf(told);
  const items = FIGURES.map((id) => {
    const [now, before] = [valueOf(told.figures, id), valueOf(told.figures_before, id)];
    return h("div", { "data-figure": id },
      h("dt", {}, book.name(id)),
      h("dd", { class: "tile-value" }, now.text === "–" ? now.text : leadsLink(now.text, book.leads(id), book.name(id))),
      now.more && h("dd", { class: "second" }, now.more),
      h("dd", { class: "second" }, words.digest.before(before.text)));
  });
  return section(words.digest.figures, "how", h("dl", { class: "meeting-figures" }, ...items));
}

/** @param {Figures} of @param {string} id */
function valueOf(of, id) {
  const share = of.shares[id];
  if (share) return { text: shareText(share), more: share[1] > 0 ? intervalText(share) : "" };
  const took = of.times[id];
  if (took) return { text: timeText(took.median_ms), more: took.n > 0 ? words.report.p90(timeText(took.p90_ms)) : "" };
  return { text: number(of.counts[id] ?? 0), more: "" };
}

/** @param {Digest} told */
function rejected(told) {
  const book = bookOf(told);
  const all = told.rejected.reduce((sum, [, times]) => sum + times, 0);
  const rows = told.rejected.map(([code, times]) => {
    const name = book.reason(code);
    return h("div", { "data-reason": code }, h("dt", {}, name), h("dd", {}, bar(times / all), leadsLink(number(times), book.leads("rejected", { reason: code }), name)));
  });
  return section(words.digest.rejected, "why-rejected", rows.length > 0 ? h("dl", { class: "steps-drawn" }, ...rows) : h("p", { class: "quiet" }, words.report.noReasons));
}

/** @param {Digest} told */
function missed(told) {
  const book = bookOf(told);
  const w = words.digest;
  const rows = told.missed.map(({ rep, name, missed, ended }) => h("div", { "data-rep": rep },
    h("dt", {}, theirs(name)),
    h("dd", {}, bar(missed / ended), leadsLink(w.missedOf(missed, ended), book.leads("missed", { rep }), name))));
  return section(w.missed, "missed", rows.length > 0 ? h("dl", { class: "steps-drawn" }, ...rows) : h("p", { class: "quiet" }, w.noneMissed));
}

customElements.define("baton-digest", BatonDigest);
