/** A figure of the report: what it is called, how it reads, where its leads are, and how sure it is. */

import { duration, number, percent } from "./format.js";
import { h, svg } from "./h.js";
import { words } from "./report_words.js";
import { address } from "./session.js";

/** @typedef {import("./report_types.js").Definition} Definition */
/** @typedef {import("./report_types.js").Figures} Figures */
/** @typedef {import("./report_types.js").Report} Report */
/** @typedef {import("./report_types.js").Share} Share */

/** Of fewer than so many a percentage says more than is known: the two numbers are told instead. */
const FEW = 20;

/** The definitions of a report, and where a figure's leads are. */
export class Book {
  #definitions;
  /** @type {Pick<Report, "reasons" | "from" | "to" | "dimension" | "of">} */
  #report;

  /** @param {Pick<Report, "definitions" | "reasons" | "from" | "to" | "dimension" | "of">} report */
  constructor(report) {
    this.#report = report;
    this.#definitions = new Map(report.definitions.map((of) => [of.id, of]));
  }

  /** @param {string} id */
  name(id) {
    return words.report.names[id] ?? id;
  }

  /** The sentence that says what it is, in the page's language where there is one. @param {string} id */
  sentence(id) {
    return words.report.sentences[id] ?? this.#definitions.get(id)?.words ?? "";
  }

  /** What people call a reason. @param {string} code */
  reason(code) {
    return this.#report.reasons[code] ?? code.replaceAll("_", " ");
  }

  /**
   * The list of the leads that a figure counts; none where it has none.
   * @param {string} id of the figure
   * @param {Record<string, string>} [narrow] further than the report is
   */
  leads(id, narrow = {}) {
    const { from, to, dimension, of } = this.#report;
    const figure = this.#definitions.get(id)?.figure || id;
    const held = of === null ? {} : { [dimension]: of || "-" };
    return address("leads", { figure, from, to, ...held, ...narrow });
  }
}

/** A share in words: whole percent, or the two numbers where there are few. @param {Share} share */
export function shareText([of, all]) {
  if (all === 0) return "–";
  return all < FEW ? words.report.ofAll(number(of), number(all)) : percent(of / all);
}

/** Between what it may lie. @param {Share} share */
export function intervalText([of, all, low, high]) {
  if (all === 0) return words.report.nothing;
  const between = words.report.between(Math.round(low / 10), Math.round(high / 10));
  return all < FEW ? between : `${between}, ${words.report.ofAll(number(of), number(all))}`;
}

/** @param {number | null} ms */
export function timeText(ms) {
  return ms === null ? "–" : ms < 1_000 ? words.report.underASecond : duration(ms);
}

/**
 * Something a figure says, which leads to its leads.
 * @param {string} text
 * @param {string} href
 * @param {string} name said to who does not see what stands beside it
 */
export function leadsLink(text, href, name) {
  return h("a", { class: "figure", href, "aria-label": `${name}: ${text}` }, text);
}

/**
 * A share from nought to a hundred, and the interval about it: for the eyes, the words say the same.
 * @param {Share} share
 */
export function whisker([of, all, low, high]) {
  const at = all === 0 ? 0 : (of / all) * 100;
  return svg("svg", { class: "whisker", viewBox: "0 0 100 12", preserveAspectRatio: "none", width: "100%", height: 12 },
    svg("rect", { class: "track", x: 0, y: 5, width: 100, height: 2 }),
    all > 0 && svg("rect", { class: "reach", x: low / 10, y: 3, width: Math.max(0.5, (high - low) / 10), height: 6 }),
    all > 0 && svg("rect", { class: "at", x: Math.min(99, Math.max(0, at - 0.5)), y: 0, width: 1, height: 12 }),
  );
}

/**
 * A row: the figure, its share, how sure that is, and its definition.
 * @param {Book} book
 * @param {Figures} figures
 * @param {string} id of a share
 * @param {import("./h.js").Child} [more]
 */
export function shareRow(book, figures, id, more) {
  const share = figures.shares[id];
  if (!share) return null;
  return h("div", { class: "share", "data-figure": id },
    h("dt", {}, book.name(id)),
    h("dd", { class: "value" }, share[1] === 0 ? "–" : leadsLink(shareText(share), book.leads(id), book.name(id))),
    h("dd", { class: "drawn" }, whisker(share), h("span", { class: "second" }, intervalText(share))),
    h("dd", { class: "second meaning" }, book.sentence(id), more),
  );
}

/**
 * The sentence of a warning, in the page's language where there is one; else as the desk says it.
 * @param {Pick<import("./report_types.js").Warning, "code" | "of" | "share" | "numbers">} warning
 * @param {string} said
 */
export function saidOf({ code, of, share, numbers }, said) {
  return words.report.warned[code]?.(of, numbers, words.report.names[share] ?? share) ?? said;
}
