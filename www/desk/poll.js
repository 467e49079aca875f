/** Asks again and again, but never a hidden page's question and never a silent edge in a hurry. */

import { Trouble } from "./api.js";
import { words } from "./words.js";

/** Between two answers, in ms: where nobody says that something has changed, and where the desk does. */
const PACE = 2_000;
const NET = 30_000;

/** What changes at once is asked for once, in ms. */
const TOGETHER = 150;

/** After the first, second, … failure in a row, in ms. */
const BACKOFF = [2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * What the page may say about how fresh it is.
 * @typedef {{ kind: "live" } | { kind: "waiting", trouble: Trouble, since: number, next: number }} Freshness
 */

/** One question, asked until it is stopped. */
export class Poll {
  /** @type {(signal: AbortSignal) => Promise<void>} */
  #ask;
  /** @type {(freshness: Freshness) => void} */
  #tell;
  /** @type {(trouble: Trouble) => void} */
  #refused;
  /** @type {() => boolean} */
  #isLive;
  #failures = 0;
  #answered = Date.now();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | null} */
  #asking = null;
  #running = false;
  #stale = false;

  /**
   * @param {object} parts
   * @param {(signal: AbortSignal) => Promise<void>} parts.ask throws `Trouble`
   * @param {(freshness: Freshness) => void} parts.tell after every answer and every failure
   * @param {(trouble: Trouble) => void} parts.refused when asking again cannot help; it has stopped
   * @param {() => boolean} parts.isLive whether the desk says by itself when something changes
   */
  constructor({ ask, tell, refused, isLive }) {
    this.#ask = ask;
    this.#tell = tell;
    this.#refused = refused;
    this.#isLive = isLive;
  }

  start() {
    this.#running = true;
    document.addEventListener("visibilitychange", this.now);
    addEventListener("online", this.now);
    addEventListener("offline", this.now);
    this.now();
  }

  stop() {
    this.#running = false;
    document.removeEventListener("visibilitychange", this.now);
    removeEventListener("online", this.now);
    removeEventListener("offline", this.now);
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  /** Asks at once, unless nobody is looking. */
  now = () => {
    clearTimeout(this.#timer);
    if (this.#running && !document.hidden && !this.#asking) void this.#once();
  };

  /** Asks soon: something has changed. */
  soon() {
    if (this.#asking) this.#stale = true;
    else this.#again(TOGETHER);
  }

  async #once() {
    const asking = new AbortController();
    this.#asking = asking;
    this.#stale = false;
    try {
      await this.#ask(asking.signal);
      if (asking.signal.aborted) return;
      this.#failures = 0;
      this.#answered = Date.now();
      this.#tell({ kind: "live" });
      this.#again(this.#isLive() ? NET : PACE);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#failed(error);
    } finally {
      this.#asking = null;
      // Something changed while it was asked.
      if (this.#stale && this.#running && this.#failures === 0) this.#again(TOGETHER);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    if (!(error instanceof Trouble) || !error.passes) {
      this.stop();
      if (!(error instanceof Trouble)) console.error(error);
      this.#refused(error instanceof Trouble ? error : new Trouble({ status: 400, ...words.trouble.fault }));
      return;
    }
    const backoff = BACKOFF[Math.min(this.#failures, BACKOFF.length - 1)] ?? PACE;
    const wait = Math.max(backoff, error.retryAfter * 1_000);
    this.#failures += 1;
    this.#tell({ kind: "waiting", trouble: error, since: this.#answered, next: Date.now() + wait });
    this.#again(wait);
  }

  /** @param {number} wait in ms */
  #again(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.now, wait);
  }
}
