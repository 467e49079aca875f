/** A rep's own leads: on a phone, between two calls, with one thumb. */

import { NEVER, Trouble, attention, move, roster, takeBack } from "./api.js";
import { BatonClock, edgeTime, setEdgeTime } from "./clock.js";
import { clockTime } from "./format.js";
import { fill, h, setText } from "./h.js";
import { linkTo, personOf, place, placeOf, settled, stateOf, theirs } from "./parts.js";
import { PushSwitch } from "./push.js";
import { address, asked, keepMine, keptMine, leadAddress } from "./session.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").Mine} Mine */

/** States in which the first response is awaited. */
const AWAITING = ["assigned", "notified"];

/** How long a word about what was just done stays, in ms; it can be taken back a little longer. */
const SAID_FOR = 30_000;

/** `<baton-mine>` */
export class BatonMine extends HTMLElement {
  title_ = words.mine.title;
  #who;
  #rep;
  #choice = h("select", { name: "rep", "aria-label": words.mine.whose, onchange: () => void (location.hash = address("mine", { rep: this.#choice.value })) });
  #parts = [new Part("due", words.mine.due, words.mine.dueEmpty), new Part("promised", words.mine.promised, words.mine.promisedEmpty), new Part("others", words.mine.others, "")];
  /** @type {Map<string, Card>} */
  #cards = new Map();
  #said = h("p", { class: "said", role: "status" });

  /** @param {import("./types.js").Holder | null} who */
  constructor(who) {
    super();
    this.#who = who;
    this.#rep = who?.rep ?? asked().query.get("rep") ?? "";
  }

  /** Whose name moves carry: a rep's token has it already. */
  get by() {
    return this.#who?.rep ? {} : { by: this.#rep };
  }

  connectedCallback() {
    if (this.firstChild) return;
    const others = this.#who?.rep ? false : this.#choice;
    this.append(
      h("header", { class: "page-head mine-head" }, h("h1", { tabindex: -1 }, words.mine.title), others),
      this.#rep ? "" : h("p", { class: "quiet" }, words.mine.choose),
      ...this.#parts.map(({ root }) => root),
      this.#who?.rep ? new PushSwitch().root : "",
      this.#said,
    );
    if (!this.#who?.rep) void this.#offer();
    const kept = this.#who?.rep ? keptMine() : null;
    if (kept) this.show(kept);
  }

  async #offer() {
    const { body } = await roster(NEVER);
    fill(this.#choice,
      h("option", { value: "" }, words.mine.everybody),
      ...body.reps.map(({ id, name }) => h("option", { value: id, selected: id === this.#rep }, name)));
  }

  /** @param {AbortSignal} signal */
  async ask(signal) {
    if (!this.#rep) return;
    const heard = await attention(signal, this.#rep);
    setEdgeTime(heard.body.now, heard);
    await settled();
    const mine = heard.body.mine ?? [];
    if (this.#who?.rep) keepMine(mine);
    this.show(mine);
  }

  /** @param {Mine[]} leads */
  show(leads) {
    const cards = new Map(leads.map((lead) => [lead.id, this.#cards.get(lead.id) ?? new Card(this)]));
    this.#cards = cards;
    for (const lead of leads) cards.get(lead.id)?.show(lead);
    const due = (/** @type {Mine} */ { window, promise }) => promise?.due_at ?? window?.due_at ?? Infinity;
    const part = (/** @type {Mine} */ { state, promise }) => (AWAITING.includes(state) ? 0 : promise && !promise.kept ? 1 : 2);
    this.#parts.forEach((one, at) => {
      const here = leads.filter((lead) => part(lead) === at);
      if (at < 2) here.sort((a, b) => due(a) - due(b));
      one.show(here.flatMap(({ id }) => cards.get(id)?.root ?? []));
    });
  }

  /**
   * Does something to a lead, says so, and offers to take it back.
   * @param {string} id
   * @param {object} said
   * @param {string} done
   */
  async act(id, said, done) {
    // What cannot be sent is not pretended.
    if (!navigator.onLine) return this.#say(words.mine.offline);
    try {
      await move(id, { ...said, ...this.by });
      this.#say(done, id);
      navigator.vibrate?.(10);
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      this.#say(`${error.message}. ${error.help}`);
    }
    await this.ask(NEVER).catch(() => {});
  }

  /**
   * @param {string} text
   * @param {string} [undo] the lead whose last move can be taken back
   */
  #say(text, undo) {
    const back = async () => {
      await takeBack(undo ?? "", this.by);
      this.#say(words.mine.undone);
      await this.ask(NEVER);
    };
    fill(this.#said, h("span", {}, text), undo && h("button", { type: "button", onclick: () => void back().catch((error) => this.#say(error.message)) }, words.mine.undo));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => fill(this.#said), SAID_FOR);
  }

  #timer = 0;
}

/** Leads of one kind, under a heading. */
class Part {
  #count = h("span", { class: "quiet" });
  #list = h("ul", { class: "mine" });
  #empty;
  root;

  /** @param {string} name @param {string} title @param {string} empty */
  constructor(name, title, empty) {
    const id = `mine-${name}`;
    this.#empty = h("p", { class: "quiet calm" }, empty);
    this.root = h("section", { class: `mine-${name}`, "aria-labelledby": id }, h("h2", { id }, title, " ", this.#count), this.#empty, this.#list);
    if (!empty) this.root.hidden = true;
  }

  /** @param {Element[]} cards */
  show(cards) {
    place(this.#list, cards);
    setText(this.#count, cards.length > 0 ? String(cards.length) : "");
    this.#empty.hidden = cards.length > 0;
    if (!this.#empty.textContent) this.root.hidden = cards.length === 0;
  }
}

/** One lead, with what a thumb can do about it. */
class Card {
  #page;
  #clock = new BatonClock(words.clock.callBackBy);
  #promise = h("p", { class: "promised" });
  #person = h("bdi");
  #link = h("a", { class: "card-person" }, this.#person);
  #place = h("p", { class: "second" });
  #message = h("p", { class: "asks" });
  #state = h("p", { class: "second" });
  #reach = h("p", { class: "reach" });
  #acts = h("div", { class: "acts" });
  #sheet = h("div", { class: "take-sheet", hidden: true });
  #shown = "";
  root = h("li", { class: "card" },
    h("div", { class: "card-head" }, this.#clock, this.#promise),
    this.#link, this.#place, this.#message, this.#state, this.#reach, this.#acts, this.#sheet,
  );

  /** @param {BatonMine} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {Mine} lead */
  show(lead) {
    const awaited = AWAITING.includes(lead.state);
    this.#clock.hidden = !awaited;
    this.#promise.hidden = awaited || !lead.promise || lead.promise.kept;
    if (awaited) this.#clock.show(lead);
    if (lead.promise) {
      const { next_step: step, due_at: due } = lead.promise;
      const late = due < edgeTime();
      setText(this.#promise, (late ? words.mine.promiseLate : words.mine.promise)(step, clockTime(due, edgeTime())));
      this.#promise.toggleAttribute("data-late", late);
    }
    const text = JSON.stringify(lead);
    if (text === this.#shown) return;
    this.#shown = text;
    this.root.dataset["lead"] = lead.id;
    this.#link.href = leadAddress(lead.id);
    setText(this.#person, personOf(lead));
    fill(this.#place, ...placeOf(lead));
    fill(this.#message, lead.package["message"] && theirs(lead.package["message"]));
    const { state } = stateOf(lead);
    setText(this.#state, [`${lead.score} ${lead.tier}`, state, lead.attempts > 0 && words.mine.attempts(lead.attempts)].filter(Boolean).join(" · "));
    this.#draw(lead, awaited);
  }

  /**
   * @param {Mine} lead
   * @param {boolean} awaited
   */
  #draw(lead, awaited) {
    const phone = (lead.package["who"] ?? "").split(" · ").map((part) => linkTo("tel:", part)).find((link) => link instanceof HTMLAnchorElement);
    const mail = lead.email ? linkTo("mailto:", lead.email) : null;
    const calls = [[phone, words.mine.call], [mail, words.mine.mail]].flatMap(([link, verb]) =>
      link instanceof HTMLAnchorElement && typeof verb === "string" ? [h("a", { class: "act", href: link.href, "aria-label": `${verb}: ${link.textContent}` }, verb)] : []);
    const tried = (/** @type {boolean} */ reached) => void this.#page.act(lead.id,
      { move: "attempted", channel: "call", reached }, reached ? words.mine.loggedReached : words.mine.logged);
    fill(this.#acts,
      awaited && h("button", { class: "primary", type: "button", "aria-expanded": "false", onclick: () => this.#take(lead) }, words.mine.take),
      ...calls,
      h("button", { type: "button", title: words.mine.triedHelp, onclick: () => tried(false) }, words.mine.tried),
      h("button", { type: "button", onclick: () => tried(true) }, words.mine.reached),
    );
  }

  /** The second tap: by when. What is done is a call, unless another word is chosen first. @param {Mine} lead */
  #take(lead) {
    const open = this.#sheet.hidden;
    this.#sheet.hidden = !open;
    this.#acts.querySelector("[aria-expanded]")?.setAttribute("aria-expanded", String(open));
    if (!open) return;
    let [step = ""] = words.mine.steps;
    const name = `step-${lead.id}`;
    const steps = words.mine.steps.map((text, at) => h("label", {}, h("input", { type: "radio", name, checked: at === 0, onchange: () => (step = text) }), h("span", {}, text)));
    const whens = Object.entries(words.mine.when).flatMap(([when, text]) => {
      const due = dueAt(when);
      return due > edgeTime() ? [h("button", { type: "button", onclick: () => {
        this.#sheet.hidden = true;
        void this.#page.act(lead.id, { move: "acknowledged", next_step: step, due_at: due }, words.mine.taken(step, clockTime(due, edgeTime())));
      } }, text)] : [];
    });
    fill(this.#sheet,
      h("fieldset", { class: "steps-choice" }, h("legend", {}, words.mine.takeTitle(personOf(lead))), ...steps),
      h("div", { class: "whens" }, ...whens),
    );
    /** @type {HTMLElement | null} */ (this.#sheet.querySelector(".whens button"))?.focus({ preventScroll: true });
    this.#sheet.scrollIntoView({ block: "nearest" });
  }
}

/**
 * When a choice is, in ms, on the clock of whoever looks.
 * @param {string} when a key of the texts' `when`
 */
function dueAt(when) {
  const now = edgeTime();
  if (when === "in_15m") return Math.round(now + 15 * 60_000);
  if (when === "in_1h") return Math.round(now + 60 * 60_000);
  const day = new Date(now);
  if (when === "today") return day.setHours(17, 0, 0, 0);
  day.setDate(day.getDate() + 1);
  return day.setHours(10, 0, 0, 0);
}

customElements.define("baton-mine", BatonMine);
