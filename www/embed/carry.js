/**
 * The offer on its way to the next page of the site, in the tab's `sessionStorage`. It holds
 * nothing about the visitor: an id, the offer's own words, who the meeting is with. Without
 * that storage the offer stays on its page.
 */
import { attempt } from "./attempt.js";
import { NAME } from "./store.js";

/**
 * The loader writes one without an offer, in case the engine is not there at the submit.
 * @typedef {object} Carried
 * @property {string} lead
 * @property {string} desk
 * @property {number} until in ms since the epoch
 * @property {import("./send.js").Offer | null} [offer] none: the edge has not said yet
 * @property {import("./send.js").Host | null} [host] who the meeting is with, once known; null: nobody
 * @property {boolean} [inline] the calendar is to stand open from the start
 */

/** How long an offer follows the visitor through the site, in ms. */
export const CARRY = 600_000;
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
  /** The host has yet to take the form: nothing is carried then. */
  let isHeld = false;

  /** Takes up what the page before has left. */
  function recall() {
    /** @type {Carried | undefined} */
    const left = attempt(() => JSON.parse(sessionStorage.getItem(NAME) ?? "0"));
    if (left?.desk === desk && left.until > Date.now()) record = left;
    return record;
  }

  /**
   * Begins to carry a lead's offer, which may not be known yet.
   * @param {string} lead its id
   * @param {import("./send.js").Offer} [offer]
   * @param {boolean} [inline]
   */
  function begin(lead, offer, inline) {
    return carry({ lead, desk, until: Date.now() + CARRY, offer, inline });
  }

  /** @param {Carried} next */
  function carry(next) {
    record = next;
    if (!isHeld) attempt(() => sessionStorage.setItem(NAME, JSON.stringify(next)));
    return next;
  }

  /** The visitor has closed or taken it. */
  function forget() {
    record = undefined;
    attempt(() => sessionStorage.removeItem(NAME));
  }

  /** @param {boolean} is */
  function hold(is) {
    const kept = record;
    if (is) forget();
    isHeld = is;
    if (kept) carry(kept);
  }

  /** The host's own script goes on with the form. */
  function stays() {
    if (record) carry({ ...record, until: Date.now() + STAY });
  }

  return { recall, begin, carry, forget, hold, stays, current: () => record };
}
