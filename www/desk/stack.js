/**
 * Rows that come, go and change their order while somebody reads: each stands where its transform
 * puts it, so that nothing else on the page moves and nothing is laid out anew.
 */

import { h } from "./h.js";
import { place } from "./parts.js";

/** How long a row that is done stays to be seen, in ms. */
const FAREWELL = 5_000;

/**
 * A row that can be told what it shows.
 * @template T
 * @typedef {{ root: HTMLElement, show: (item: T) => void }} StackRow
 */

/**
 * A list of rows of one height, by key.
 * @template T
 */
export class Stack {
  root = h("ul", { class: "stack" });
  /** @type {Map<string, StackRow<T>>} */
  #rows = new Map();
  /** Keys that are done, and by when they are gone. @type {Map<string, number>} */
  #leaving = new Map();
  /** @type {T[]} */
  #items = [];
  #key;
  #make;

  /**
   * @param {(item: T) => string} key
   * @param {() => StackRow<T>} make
   */
  constructor(key, make) {
    this.#key = key;
    this.#make = make;
  }

  /** @param {string} key */
  has(key) {
    return this.#rows.has(key);
  }

  /**
   * Shows something new of one row, where it stands.
   * @param {string} key
   * @param {T} item
   */
  update(key, item) {
    this.#rows.get(key)?.show(item);
  }

  /**
   * Shows these, in this order. What is not among them any more stays a moment, marked as done.
   * @param {T[]} items
   * @param {boolean} [farewell] whether it stays
   */
  show(items, farewell = false) {
    this.#items = items;
    const wanted = new Set(items.map(this.#key));
    const now = Date.now();
    for (const key of this.#rows.keys()) {
      if (wanted.has(key)) this.#leaving.delete(key);
      else if (!this.#leaving.has(key)) this.#leaving.set(key, farewell ? now + FAREWELL : now);
    }
    for (const item of items) {
      const key = this.#key(item);
      const row = this.#rows.get(key) ?? this.#make();
      this.#rows.set(key, row);
      row.show(item);
    }
    this.#place();
  }

  #place() {
    const now = Date.now();
    for (const [key, until] of this.#leaving) {
      if (until > now) continue;
      this.#leaving.delete(key);
      this.#rows.delete(key);
    }
    // Who is leaving keeps the place they have; the others close up behind the last of them.
    const going = [...this.#leaving.keys()].flatMap((key) => this.#rows.get(key) ?? []);
    const rows = this.#items.flatMap((item) => this.#rows.get(this.#key(item)) ?? []);
    for (const row of going) {
      row.root.dataset["done"] = "";
      rows.splice(Math.min(Number(row.root.style.getPropertyValue("--at")) || 0, rows.length), 0, row);
    }
    rows.forEach(({ root }, at) => {
      if (root.style.getPropertyValue("--at") !== String(at)) root.style.setProperty("--at", String(at));
    });
    this.root.style.setProperty("--rows", String(rows.length));
    place(this.root, rows.map(({ root }) => root));
    const next = Math.min(...this.#leaving.values());
    if (Number.isFinite(next)) setTimeout(() => this.#place(), next - now + 20);
  }
}
