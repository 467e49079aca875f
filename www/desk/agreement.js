/** The agreement in force, and what a change to it would be told, as it is typed. */

import { agreementInForce, deskLog, disagreements } from "./api.js";
import { edgeTime, setEdgeTime } from "./clock.js";
import { clockTime, sentence } from "./format.js";
import { fill, h } from "./h.js";
import { eventList, section, theirs, withCode } from "./parts.js";
import { words } from "./words.js";

/**
 * @typedef {object} Finding
 * @property {string} code
 * @property {"error" | "warning"} severity
 * @property {number} line
 * @property {number} column
 * @property {number} start in UTF-16 units, as a text field counts
 * @property {number} end
 * @property {string} message
 * @property {string | null | undefined} help
 */

/**
 * @typedef {object} Summary
 * @property {string} name
 * @property {number} criteria
 * @property {[string, number][]} tiers
 * @property {number} reps
 * @property {number} routes
 * @property {number} first_response_seconds
 * @property {number} public_card_bytes
 */

/** @typedef {(text: string) => { problems: Finding[], summary: Summary | null | undefined }} Check */

/** How long a pause in typing is before the text is checked, in ms. */
const PAUSE = 150;

/**
 * The checker: the crate that checks at the command line and at the edge, in this page's wasm.
 * Fetched when the page is opened, not before.
 * @returns {Promise<Check>}
 */
async function loadCheck() {
  // A path in a variable: what is built beside this file is not there when its types are checked.
  const built = "./wasm/console.js";
  const module = await import(built);
  await module.default();
  return module.check;
}

/** `<baton-agreement>`: the text, and under it every problem it has. Nothing here is published. */
export class BatonAgreement extends HTMLElement {
  #text = h("textarea", { id: "agreement", spellcheck: "false", autocapitalize: "off", rows: 24, oninput: () => this.#soon() });
  #version = h("p", { class: "quiet" }, words.fresh.loading);
  #found = h("div", { role: "status", class: "found" });
  #kept = h("div", { class: "found" });
  #timer = 0;
  /** @type {Promise<Check> | undefined} */
  #check;

  title_ = words.agreement.title;

  /** Reads what there is, once. */
  async once() {
    const { signal } = new AbortController();
    const { version, text } = await agreementInForce(signal);
    this.show(version, text);
    const [counted, log] = await Promise.all([disagreements(signal), deskLog(signal)]);
    setEdgeTime(log.body.now, log);
    this.showHistory(counted.body.causes, log.body.events);
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      h("header", { class: "page-head" }, h("h1", { tabindex: -1 }, words.agreement.title), this.#version),
      h("label", { for: "agreement", class: "unseen" }, words.agreement.label),
      this.#text,
      this.#found,
      this.#kept,
    );
  }

  /**
   * How the agreement has stood up so far.
   * @param {import("./types.js").Cause[]} causes
   * @param {import("./types.js").TimelineEvent[]} events
   */
  showHistory(causes, events) {
    fill(this.#kept, disagreementsSection(causes), logSection(events));
  }

  /**
   * @param {number} version
   * @param {string} text
   */
  show(version, text) {
    this.#version.textContent = words.agreement.version(version);
    this.#text.value = text;
    this.#soon();
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), PAUSE);
  }

  async #look() {
    try {
      this.#check ??= loadCheck();
      const check = await this.#check;
      const { problems, summary } = check(this.#text.value);
      fill(this.#found, ...this.#told(problems), summary && summed(summary));
    } catch {
      this.#check = undefined;
      fill(this.#found, h("p", {}, words.agreement.noCheck));
    }
  }

  /** @param {Finding[]} problems */
  #told(problems) {
    if (problems.length === 0) return [];
    const errors = problems.filter(({ severity }) => severity === "error").length;
    const rows = problems.map((finding) =>
      h("li", { class: `finding ${finding.severity}` },
        h("button", { class: "plain", type: "button", onclick: () => this.#point(finding) }, words.agreement.line(finding.line)),
        h("div", {}, h("strong", {}, ...withCode(finding.message)), finding.help ? h("span", { class: "second" }, ...withCode(finding.help)) : null),
      ),
    );
    return [section(words.agreement.problems(errors, problems.length - errors), "findings", h("ul", {}, ...rows))];
  }

  /** @param {Finding} finding */
  #point(finding) {
    this.#text.focus();
    this.#text.setSelectionRange(finding.start, finding.end);
    const height = this.#text.scrollHeight / Math.max(1, this.#text.value.split("\n").length);
    this.#text.scrollTop = Math.max(0, (finding.line - 4) * height);
  }
}

customElements.define("baton-agreement", BatonAgreement);

/** @param {import("./types.js").Cause[]} causes */
function disagreementsSection(causes) {
  const { title, lead, none, times, newest } = words.disagreements;
  if (causes.length === 0) return section(title, "causes", h("p", { class: "quiet" }, none));
  const items = causes.map(({ cause, words: said, times: count, newest: at }) =>
    h("li", { "data-cause": cause },
      h("strong", {}, times(count)),
      h("span", { class: "what" }, theirs(`${sentence(said)}.`), h("span", { class: "second" }, newest(clockTime(at, edgeTime())))),
    ));
  return section(title, "causes", h("p", { class: "quiet" }, lead), h("ul", {}, ...items));
}

/** @param {import("./types.js").TimelineEvent[]} events */
function logSection(events) {
  const { title, empty } = words.log;
  return section(title, "log", events.length > 0 ? eventList(events) : h("p", { class: "quiet" }, empty));
}

/** @param {Summary} of */
function summed(of) {
  const tiers = of.tiers.map(([name, from]) => `${name} ≥ ${from}`).join(", ");
  return section(words.agreement.good, "summary", h("p", {}, words.agreement.summary(of, tiers)));
}
