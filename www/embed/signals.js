/**
 * What a visitor did on this site before they asked: its pages and the events it names, on
 * their own device. Only with consent, never against Global Privacy Control, and sent with
 * nothing but a submission. Fetched where the tag or the page has a word of consent.
 */
import { attempt } from "./attempt.js";
import { tidy } from "./forms.js";
import { NAME } from "./store.js";

/**
 * Paths begin with a slash, other names are events; times are in seconds since the epoch.
 * @typedef {[name: string, at: number]} Done
 */

/** @typedef {ReturnType<typeof makeSignals>} Signals */

/** So many are remembered, for so long (in seconds), and so much of a name. */
const MOST = 50;
const AGE = 30 * 86_400;
const LENGTH = 200;

const KEY = `${NAME}-signals`;

/**
 * @param {string} [tagged] what the tag says of consent: `granted` or something else
 */
export function makeSignals(tagged) {
  // A word of the visitor's own against being followed outweighs one they clicked away.
  const isOff = /** @type {any} */ (navigator).globalPrivacyControl;
  let isGranted = false;

  const now = () => Math.floor(Date.now() / 1000);

  /** @returns {Done[]} oldest first */
  function done() {
    const read = () => JSON.parse(localStorage.getItem(KEY) ?? "[]").filter((/** @type {Done} */ [, at]) => at > now() - AGE);
    return attempt(read) ?? [];
  }

  /**
   * Remembers an event, or a page by its path.
   * @param {string} name
   */
  function add(name) {
    if (!isGranted) return;
    attempt(() => {
      const all = done();
      const next = tidy(name.slice(0, LENGTH));
      // A page is where one is until one goes elsewhere.
      if (next[0] === "/" && all.at(-1)?.[0] === next) return;
      localStorage.setItem(KEY, JSON.stringify([...all, [next, now()]].slice(-MOST)));
    });
  }

  // Without its query, which says who they are more often than what they read.
  const visit = () => add(location.pathname);

  /**
   * The visitor agrees, or does not any more: then nothing is left.
   * @param {boolean} granted
   */
  function consent(granted) {
    isGranted = granted && !isOff;
    if (isGranted) visit();
    else attempt(() => localStorage.removeItem(KEY));
  }

  /** What goes along with a submission. */
  function visits() {
    const all = isGranted ? done() : [];
    const isPage = (/** @type {Done} */ [name]) => name[0] === "/";
    return {
      signals: all.filter((one) => !isPage(one)).map(([name, at]) => ({ name, at })),
      visits: all.filter(isPage).map(([page, at]) => ({ page, at })),
    };
  }

  if (isOff || tagged) consent(tagged === "granted");
  // Pages that are changed by script.
  /** @type {any} */ (window).navigation?.addEventListener("currententrychange", visit);

  return { add, consent, visits };
}
