/**
 * The queue's patience: what did not get through is tried again, by one tab at a time, from
 * any page of the site.
 */
import { attempt } from "./attempt.js";
import { NAME, inTable } from "./store.js";

/** @typedef {import("./baton.js").Core} Core */
/** @typedef {ReturnType<typeof import("./seal.js").makeSealer>["seal"]} Seal */
/** @typedef {import("./store.js").Row} Row */
/** @typedef {import("./send.js").Answer} Answer */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After this long nobody waits for an answer any more. */
const KEPT = 72 * HOUR;

/**
 * @param {Core} core
 * @param {Seal} seal
 * @param {(lead: string, answer: Answer) => void} answered is told of every answer
 */
export function makeQueue({ edge, send }, seal, answered) {
  /**
   * What is not sealed yet, and what the device refuses to keep, is kept while the page lives.
   * @type {Map<string, Row>}
   */
  const unkept = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** When the timer goes off. */
  let due = Infinity;
  /** @type {() => void} */
  let leave;
  /** The page is left; it may come back, and be left again. @type {Promise<void>} */
  let left;
  const stay = () => (left = new Promise((resolve) => (leave = resolve)));
  stay();
  /** @type {Promise<unknown>} */
  let passes = Promise.resolve();
  let hasWarned = false;

  /**
   * Sends what is due; woken up, also what only waits for a network.
   * @param {boolean} isWoken
   */
  function flush(isWoken) {
    passes = passes.then(() => holding("queue", {}, () => sendDue(isWoken))).catch(() => {});
  }

  /** @param {boolean} isWoken */
  async function sendDue(isWoken) {
    for (const row of await rows()) {
      const now = Date.now();
      if (now - row.at > KEPT) {
        console.warn("baton: a lead could not be delivered for three days and is given up");
        await drop(row.id);
      } else if (row.next > now && (row.held || !isWoken)) {
        schedule(row.next);
      } else {
        const status = await holding(row.id, { ifAvailable: true }, () => sendAgain(row));
        // No network for one is none for all.
        if (status === 0) return;
        // Not to be had: the page that made the lead is still sending it. Should that page go
        // away, somebody must look again.
        if (status === undefined) schedule(now + MINUTE / 2);
      }
    }
  }

  /** @param {Row} row */
  async function sendAgain(row) {
    // Another tab may have been faster.
    if (!(await rows()).some(({ id }) => id === row.id)) return;
    return settle(row, await send(edge, row));
  }

  /**
   * A lead on its way from this page: written down, sealed, in this tick. Its lock is held until
   * the answer, so that no other tab sends it too, and is gone when the page is.
   * @param {import("./baton.js").Sent} sent
   */
  function follow({ row, answer }) {
    unkept.set(row.id, row);
    writeDown(row).catch(warn);
    const settled = answer.then((told) => settle(row, told));
    // A page that is left may be kept whole, with its locks, and hear no answer: then its lead is anybody's.
    // Of this stay: the page may be left before the lock is had.
    const over = Promise.race([settled, left]);
    holding(row.id, {}, () => over);
  }

  /** @param {Row} row */
  async function writeDown(row) {
    const body = await seal(row.id, row.body);
    const waiting = unkept.get(row.id);
    // It may have got through meanwhile.
    if (!waiting) return;
    row.body = body;
    unkept.delete(row.id);
    await keep({ ...waiting, body });
  }

  /**
   * Tells first and forgets then: a page that goes away in between leaves the row, and the
   * next one gets the same answer for it.
   * @param {Row} row
   * @param {Answer} answer
   */
  async function settle(row, answer) {
    attempt(() => answered(row.id, answer));
    await (answer.final ? drop(row.id) : postpone(row, answer));
    return answer.status;
  }

  /**
   * Puts a row off for as long as its answer, and the number of answers before, suggest.
   * @param {Row} row
   * @param {Answer} answer
   */
  function postpone(row, { status, wait }) {
    const now = Date.now();
    const patience = status === 403 || status === 404 ? HOUR : Math.min(5 * MINUTE, 1000 * 2 ** row.tries);
    // Many pages saw the same failure at the same moment: they shall not come back together.
    const spread = patience * (1 + Math.random() / 4);
    const told = Number(wait) * 1000 || Date.parse(wait ?? "") - now || 0;
    const next = now + Math.max(spread, told);
    schedule(next);
    // The edge has not told its key, and now it does not even take the lead.
    if (unkept.has(row.id)) warn();
    return keep({ ...row, tries: row.tries + 1, next, held: status > 0 });
  }

  /** @param {number} at in ms since the epoch */
  function schedule(at) {
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    // A timeout longer than the platform can count would go off at once.
    const delay = Math.min(at - Date.now(), HOUR);
    timer = setTimeout(() => {
      due = Infinity;
      flush(false);
    }, delay);
  }

  /** Every row, oldest first: ids begin with their time. */
  async function rows() {
    const kept = await inTable("readonly", (table) => /** @type {IDBRequest<Row[]>} */ (table.getAll())).catch(() => []);
    return [...kept, ...unkept.values()];
  }

  /** @param {Row} row */
  async function keep(row) {
    if (unkept.has(row.id)) unkept.set(row.id, row);
    else await inTable("readwrite", (table) => table.put(row)).catch(() => unkeep(row));
  }

  /** @param {Row} row */
  function unkeep(row) {
    unkept.set(row.id, row);
    warn();
  }

  function warn() {
    if (!hasWarned) console.warn("baton: this browser keeps nothing; a lead that could not be sent now is lost with the page");
    hasWarned = true;
  }

  /** @param {string} id */
  function drop(id) {
    unkept.delete(id);
    return inTable("readwrite", (table) => table.delete(id)).catch(() => {});
  }

  // One listener for all leads: to add the first takes the browser longer than to score one.
  addEventListener("pagehide", () => (leave(), stay()));

  const wake = () => document.hidden || flush(true);
  for (const type of ["online", "pageshow", "visibilitychange"]) addEventListener(type, wake, true);

  return { flush, follow };
}

/**
 * Does something under a Web Lock of the site, or without where there are none. Never fails.
 * @template T
 * @param {string} what
 * @param {LockOptions} options
 * @param {() => Promise<T>} act
 * @returns {Promise<T | undefined>}
 */
async function holding(what, options, act) {
  let begun;
  try {
    await navigator.locks.request(`${NAME}-${what}`, options, (lock) => lock && (begun = act()));
    return begun;
  } catch {
    // No such thing on a page without TLS; denied on others, along with the storage.
    return begun ?? act();
  }
}
