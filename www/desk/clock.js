/** The clock of a lead: time left as text first, shape second, colour last. */

import { clockTime } from "./format.js";
import { h, setText, svg } from "./h.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").LeadRow} LeadRow */

/**
 * What a clock says at one moment.
 * @typedef {object} Reading
 * @property {"running" | "late" | "met" | "met_late" | "none"} kind
 * @property {string} text
 * @property {string} detail
 * @property {number} share what is left of the window, 0 to 1
 */

/** Below this share of the window a running clock is pressing. */
const PRESSING = 0.4;

const SECOND = 1_000;

/** The states of a lead that nobody has answered. */
const UNANSWERED = ["assigned", "notified", "nurture"];

/** A timer may come early by a little; the second has turned by then. In ms. */
const MARGIN = 20;

/** A difference smaller than this, in ms, is the network's and not the clock's. */
const JITTER = 500;

/** The edge's time, as of the last answer, on this machine's steady clock. */
const edge = { now: Date.now(), heard: performance.now() };

/**
 * Sets the edge's time from an answer.
 * @param {number} now what the edge said
 * @param {{ sent: number, heard: number }} heard when the question left and the answer came
 */
export function setEdgeTime(now, { sent, heard }) {
  const middle = (sent + heard) / 2;
  if (Math.abs(now - (edge.now + middle - edge.heard)) < JITTER) return;
  edge.now = now;
  edge.heard = middle;
  tick();
}

/** The time at the edge, in ms since the epoch. */
export function edgeTime() {
  return edge.now + performance.now() - edge.heard;
}

/**
 * What a clock has to know of a lead. A window is met in time or never; a late answer is known
 * by the lead's state, and its time where there is an acknowledgement to say it.
 * @typedef {Pick<LeadRow, "received_at" | "window" | "state"> & { acknowledgement?: { at: number } | null }} Timed
 */

/**
 * Reads the clock of a lead.
 * @param {Timed} lead
 * @param {number} now
 * @param {(time: string) => string} [by] how a running clock says until when
 * @returns {Reading}
 */
export function readClock({ received_at, window, state, acknowledgement }, now, by = words.clock.by) {
  if (!window) return { kind: "none", text: words.clock.none, detail: words.clock.noneBecause(state), share: 0 };
  const { due_at } = window;
  const due = clockTime(due_at, now);
  const answered = window.met_at ?? acknowledgement?.at;
  if (answered !== undefined) {
    const text = words.clock.answered(answered - received_at);
    if (answered < due_at) return { kind: "met", text, detail: words.clock.at(clockTime(answered, now)), share: 0 };
    return { kind: "met_late", text, detail: words.clock.missed(answered - due_at), share: 0 };
  }
  if (!UNANSWERED.includes(state)) return { kind: "met_late", text: words.clock.answeredLate, detail: words.clock.missedAt(due), share: 0 };
  if (now >= due_at) return { kind: "late", text: words.clock.missed(now - due_at), detail: words.clock.wasDue(due), share: 0 };
  const share = Math.min(1, (due_at - now) / Math.max(1, due_at - window.from_at));
  return { kind: "running", text: words.clock.left(due_at - now), detail: by(due), share };
}

/** `<baton-clock>`: counts by itself while there is something to count. */
export class BatonClock extends HTMLElement {
  /** @type {((now: number) => Reading) | null} */
  #reader = null;
  #shape = new Shape();
  #text = h("span", { class: "clock-text" });
  #detail = h("span", { class: "clock-detail" });
  #by;

  /** @param {(time: string) => string} [by] how it says until when it runs */
  constructor(by = words.clock.by) {
    super();
    this.#by = by;
  }

  /** @param {Timed} lead */
  show(lead) {
    this.follow((now) => readClock(lead, now, this.#by));
  }

  /**
   * Shows another clock than that of the first response.
   * @param {(now: number) => Reading} reader
   */
  follow(reader) {
    this.#reader = reader;
    this.read();
  }

  /** Reads the clock anew. */
  read() {
    if (!this.#reader) return;
    // Whole seconds: every tick shows the next one, however late it comes.
    const now = Math.floor(edgeTime() / SECOND) * SECOND;
    const reading = this.#reader(now);
    const kind = reading.kind === "running" && reading.share < PRESSING ? "pressing" : reading.kind;
    if (this.dataset["kind"] !== kind) this.dataset["kind"] = kind;
    setText(this.#text, reading.text);
    setText(this.#detail, reading.detail);
    this.#shape.draw(reading);
  }

  connectedCallback() {
    if (!this.#text.isConnected) this.append(this.#shape.root, this.#text, this.#detail);
    clocks.add(this);
    wind();
  }

  disconnectedCallback() {
    clocks.delete(this);
  }
}

/** A ring that empties; a mark when it has. */
class Shape {
  #ring = svg("circle", { class: "left", cx: 8, cy: 8, r: 6, pathLength: 100, transform: "rotate(-90 8 8)" });
  #mark = svg("path", { class: "mark", d: "" });
  root = svg("svg", { class: "clock-shape", viewBox: "0 0 16 16" }, svg("circle", { class: "whole", cx: 8, cy: 8, r: 6 }), this.#ring, this.#mark);

  /** @param {Reading} reading */
  draw({ kind, share }) {
    const left = Math.round(share * 100);
    set(this.#ring, "stroke-dasharray", `${left} ${100 - left}`);
    set(this.#mark, "d", MARKS[kind]);
  }
}

/** @type {Record<Reading["kind"], string>} a hand, an exclamation mark, a tick, nothing */
const MARKS = {
  running: "M8 5v3.2",
  late: "M8 4.6v4M8 11.2v.2",
  met: "M5.2 8.2l2 2 3.6-4",
  met_late: "M5.2 8.2l2 2 3.6-4",
  none: "M6 8h4",
};

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @type {Set<BatonClock>} */
const clocks = new Set();
/** @type {ReturnType<typeof setTimeout> | null} */
let timer = null;

/** Reads every clock on the page, in the same moment. */
function tick() {
  for (const clock of clocks) clock.read();
}

/** Keeps ticking at the turn of the edge's second, while there are clocks and somebody looks. */
function wind() {
  if (timer || clocks.size === 0 || document.hidden) return;
  timer = setTimeout(() => {
    timer = null;
    tick();
    wind();
  }, SECOND - (edgeTime() % SECOND) + MARGIN);
}

document.addEventListener("visibilitychange", () => {
  tick();
  wind();
});

customElements.define("baton-clock", BatonClock);
