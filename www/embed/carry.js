/**
 * The offer on its way to the next page of the site, in the tab's `sessionStorage`. It holds
 * nothing about the visitor: an id, the offer's own words, who the meeting is with.
 */
import { NAME } from "./store.js";

/**
 * The loader writes one without an offer, in case the engine is not there at the submit.
 * @typedef {object} Carried
 * @property {string} lead
 * @property {string} desk
 * @property {number} until in ms since the epoch
 * @property {import("./send.js").Offer | null} [offer] none: the edge has not said yet
 * @property {string} [host] who the meeting is with, once known
 */

/**
 * How long an offer is carried after the host's own script took the submit, in ms. There it
 * stays in place; but many such scripts then go to a page that says thanks.
 */
const STAY = 30_000;

/**
 * @param {string} desk
 */
export function makeCarrier(desk) {
  /** @type {Carried | undefined} */
  let record;

  /** Takes up what the loader or the page before has written. */
  function recall() {
    try {
      /** @type {Carried} */
      const left = JSON.parse(sessionStorage.getItem(NAME) ?? "{}");
      if (left.desk === desk && left.until > Date.now() && /^[\da-f-]{36}$/.test(left.lead)) record = left;
    } catch {
      // No storage: then the offer stays on its page.
    }
    return record;
  }

  /** @param {Carried} next */
  function carry(next) {
    record = next;
    try {
      sessionStorage.setItem(NAME, JSON.stringify(next));
    } catch {
      // As above.
    }
    return record;
  }

  /** The visitor has closed or taken it. */
  function forget() {
    record = undefined;
    try {
      sessionStorage.removeItem(NAME);
    } catch {
      // As above.
    }
  }

  /** The host's own script goes on with the form. */
  function stays() {
    if (record) carry({ ...record, until: Date.now() + STAY });
  }

  return { recall, carry, forget, stays, current: () => record };
}
