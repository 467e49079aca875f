/**
 * The modules of the pages. This file is the first that runs: what the page that is asked for is made of is on its
 * way before the rest of the console has come. A module is fetched with those that it names and nobody else has
 * fetched, so that the browser need not read one to learn of the other. What comes first is what is returned.
 */

import { asked, remembered, takeTokenFromAddress } from "./session.js";

/** @typedef {import("./session.js").PageName} PageName */

/** What was asked for already, by address. @type {Record<string, Promise<void>>} */
const styles = {};

/** How each page is fetched, and the page of one lead and that for the meeting; the others when there is nothing to do. */
export const FETCH = {
  now: () => first(import("./now.js"), import("./stack.js")),
  mine: () => first(import("./mine.js"), import("./push.js")),
  leads: () => first(import("./list.js"), import("./filters.js"), import("./choosing.js")),
  lead: () => first(import("./lead.js"), import("./verdict.js"), import("./clocks.js"), import("./comments.js"), import("./giving.js"), import("./rejecting.js")),
  report: () => first(import("./report.js"), import("./report_words.js"), import("./report_drawings.js"), import("./report_figures.js"), import("./report_series.js"), import("./report_values.js"), styled("report.css")),
  digest: () => first(import("./digest.js"), import("./comments.js"), import("./report_words.js"), import("./report_drawings.js"), import("./report_figures.js"), styled("report.css")),
  roster: () => first(import("./roster.js"), import("./hours.js"), import("./fairness.js")),
  agreement: () => first(import("./agreement.js"), import("./agreement_draft.js"), import("./agreement_edit.js"), import("./agreement_learn.js"), import("./agreement_read.js"), import("./agreement_versions.js"), import("./tabs.js"), import("./agreement_words.js"), styled("agreement.css")),
  deliveries: () => import("./deliveries.js"),
};

/**
 * Where one begins: a rep with what is theirs.
 * @param {import("./types.js").Holder | null} who
 * @returns {"mine" | "now"}
 */
export function home(who) {
  return who?.role === "rep" ? "mine" : "now";
}

/**
 * What the address asks for: one of the pages of the navigation, one lead, or what is made for the meeting.
 * @param {import("./types.js").Holder | null} who
 * @returns {keyof typeof FETCH}
 */
export function askedFor(who) {
  const { page, lead, query } = asked();
  if (lead) return "lead";
  return page === "report" && query.has("digest") ? "digest" : page || home(who);
}

/**
 * @template T
 * @param {Promise<T>} module
 * @param {...Promise<unknown>} others
 * @returns {Promise<T>}
 */
async function first(module, ...others) {
  const [found] = await Promise.all([module, ...others]);
  return found;
}

/**
 * Styles of a page that few people open: they come before it is shown. Without them it is still a page.
 * @param {string} file
 * @returns {Promise<void>}
 */
export function styled(file) {
  const href = `/desk/${file}`;
  return (styles[href] ??= new Promise((done) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: () => done(), onerror: () => done() }));
  }));
}

// Before anything is waited for: a token stays in no address.
takeTokenFromAddress();
// Whether it comes is seen where it is used.
FETCH[askedFor(remembered())]().catch(() => {});
