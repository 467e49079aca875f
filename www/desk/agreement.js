/** The agreement: what it says, a change to it, drafts that wait, the versions there were. */

import { agreementInForce, agreementVersions, deskLog, disagreements, drafts } from "./api.js";
import { drafting } from "./agreement_draft.js";
import { editor } from "./agreement_edit.js";
import { learning } from "./agreement_learn.js";
import { reading } from "./agreement_read.js";
import { versions } from "./agreement_versions.js";
import { edgeTime, setEdgeTime } from "./clock.js";
import { clockTime, sentence } from "./format.js";
import { fill, h, setText } from "./h.js";
import { eventList, section, theirs } from "./parts.js";
import { tabs } from "./tabs.js";
import { words } from "./agreement_words.js";

/**
 * What the parts of the page know, and how they say that something has changed.
 * @typedef {object} Agreed
 * @property {number} version the one in force
 * @property {string} text
 * @property {boolean} required whether a change takes both sides
 * @property {import("./types.js").Holder | null} who
 * @property {(page: PartName, said?: string) => Promise<void>} changed asks again, and shows a part
 */

/** @typedef {"read" | "edit" | "drafts" | "versions" | "learn"} PartName */

/** `<baton-agreement>` */
export class BatonAgreement extends HTMLElement {
  title_ = words.agreement.title;
  #who;
  #version = h("p", { class: "quiet" }, words.fresh.loading);
  #said = h("p", { class: "summary", role: "status" });
  #kept = h("div", { class: "found" });
  #read = reading();
  #edit = editor();
  #drafts = drafting();
  #versions = versions();
  #learn = learning((better) => this.#tabs.count("learn", better ? 1 : 0));
  #tabs;

  /** @param {import("./types.js").Holder | null} who */
  constructor(who) {
    super();
    this.#who = who;
    const w = words.agreement.parts;
    this.#tabs = tabs(words.agreement.partsLabel, [
      { id: "read", title: w.read, content: this.#read.root },
      ...(this.#may("agreement:write") ? [{ id: "edit", title: w.edit, content: this.#edit.root }] : []),
      { id: "drafts", title: w.drafts, content: this.#drafts.root },
      { id: "versions", title: w.versions, content: h("div", {}, this.#versions.root, this.#kept) },
      ...(this.#may("leads:export") ? [{ id: "learn", title: w.learn, content: this.#learn.root }] : []),
    ]);
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      h("header", { class: "page-head" }, h("h1", { tabindex: -1 }, words.agreement.title), this.#version, this.#said),
      this.#tabs.root,
    );
  }

  /** Reads what there is. Somebody may be typing: only what was said here makes it read again. */
  async once() {
    const { signal } = new AbortController();
    const [{ version, text }, waiting, all] = await Promise.all([agreementInForce(signal), drafts(signal), agreementVersions(signal)]);
    setEdgeTime(waiting.body.now, waiting);
    const agreed = { version, text, required: waiting.body.required, who: this.#who, changed: this.#changed };
    setText(this.#version, words.agreement.version(version, waiting.body.required));
    const open = waiting.body.drafts.filter(({ state }) => state === "open").length;
    this.#tabs.count("drafts", open);
    this.#edit.show(agreed);
    this.#learn.show(agreed);
    await Promise.all([this.#read.show(agreed), this.#drafts.show(agreed, waiting.body.drafts), this.#versions.show(agreed, all.body.agreements)]);
    await this.#history(signal);
  }

  /** How it has stood up so far, for who may read it. @param {AbortSignal} signal */
  async #history(signal) {
    const causes = this.#may("reports:read") ? (await disagreements(signal)).body.causes : null;
    const log = this.#may("log:read") ? (await deskLog(signal)).body.events : null;
    fill(this.#kept, causes && disagreementsSection(causes), log && logSection(log));
  }

  /** @type {Agreed["changed"]} */
  #changed = async (part, said = "") => {
    await this.once();
    setText(this.#said, said);
    this.#tabs.open(part);
  };

  /** @param {string} right */
  #may(right) {
    return this.#who?.rights.includes(right) ?? false;
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
