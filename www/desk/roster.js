/** The roster: who takes leads now, when everybody works, how fair turns were, and a plain form to say otherwise. */

import { changeRoster, roster } from "./api.js";
import { edgeTime, setEdgeTime } from "./clock.js";
import { fairnessSection } from "./fairness.js";
import { clockTime } from "./format.js";
import { fill, h, setText } from "./h.js";
import { MOVES, hoursSection } from "./hours.js";
import { orSaid, settled, theirs } from "./parts.js";
import { words } from "./words.js";

/** @typedef {import("./types.js").RosterRep} RosterRep */

/** `<baton-roster>`: a row a rep. */
export class BatonRoster extends HTMLElement {
  #rows = h("ul", { class: "roster" });
  #said = h("p", { role: "status", class: "summary" });
  /** What stands there, so that a form somebody fills in is not replaced under their hands. */
  #shown = "";
  #hours = h("div");
  #fairness = h("div");
  #drawn = "";

  title_ = words.roster.title;

  /** @param {AbortSignal} signal */
  async ask(signal) {
    const heard = await roster(signal);
    setEdgeTime(heard.body.now, heard);
    await settled();
    this.show(heard.body);
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      h("header", { class: "page-head" }, h("h1", { tabindex: -1 }, words.roster.title), h("p", { class: "quiet" }, words.roster.lead)),
      this.#hours,
      this.#rows,
      this.#said,
      this.#fairness,
    );
  }

  /** @param {import("./types.js").Roster} roster */
  show({ reps, pools }) {
    this.#draw(reps, pools);
    const text = JSON.stringify(reps.map(({ works: _, ...rep }) => rep));
    if (text === this.#shown || this.querySelector("details[open]")) return;
    this.#shown = text;
    fill(this.#rows, ...reps.map((rep) => this.#row(rep)));
    if (reps.length === 0) fill(this.#rows, h("li", { class: "quiet" }, words.roster.empty));
  }

  /** @param {RosterRep[]} reps @param {import("./types.js").PoolShares[]} pools */
  #draw(reps, pools) {
    const now = edgeTime();
    const text = JSON.stringify([reps.map(({ name, zone, works, away_until }) => [name, zone, works, away_until]), pools, Math.floor(now / MOVES)]);
    if (text === this.#drawn) return;
    this.#drawn = text;
    fill(this.#hours, reps.length > 0 && hoursSection(reps, now));
    fill(this.#fairness, fairnessSection(pools));
  }

  /** @param {RosterRep} rep */
  #row(rep) {
    const isAway = rep.away_until !== null;
    const where = isAway ? words.roster.away(clockTime(rep.away_until ?? 0, edgeTime())) : words.roster.there;
    const counts = [
      `${words.roster.open}: ${words.roster.of(rep.open, rep.open_cap)}`,
      `${words.roster.today}: ${words.roster.of(rep.today, rep.day_cap)}`,
    ];
    return h("li", { class: "card", "data-rep": rep.id, "data-away": isAway },
      h("div", {}, h("h2", {}, theirs(rep.name)),
        h("p", {}, theirs(rep.away_why ? `${where} (${rep.away_why})` : where)),
        h("p", { class: "second" }, counts.join(" · "))),
      isAway ? h("button", { type: "button", onclick: () => this.#say(rep, { rep: rep.id }) }, words.roster.back) : this.#leaving(rep),
      h("details", {}, h("summary", {}, words.roster.change), this.#form(rep)),
    );
  }

  /** Absence in two taps: that they are, and until when. @param {RosterRep} rep */
  #leaving(rep) {
    const choices = Object.entries(words.roster.awayFor).map(([until, text]) =>
      h("button", { type: "button", onclick: () => void this.#say(rep, { rep: rep.id, away_until: awayUntil(until), away_why: "" }) }, text));
    return h("details", { class: "leaving" }, h("summary", {}, words.roster.goAway), h("div", { class: "acts" }, ...choices));
  }

  /** @param {RosterRep} rep */
  #form(rep) {
    /** @param {string} label @param {string} name @param {import("./h.js").Props} props */
    const field = (label, name, props) => h("label", {}, label, h("input", { name, ...props }));
    const number = { type: "number", min: 1, max: 10_000, placeholder: words.roster.asAgreed };
    return h("form", { onsubmit: (event) => this.#sent(event, rep) },
      field(words.roster.until, "until", { type: "datetime-local", required: false }),
      field(words.roster.why, "why", { maxlength: 60, value: rep.away_why }),
      field(words.roster.openCap, "open", number),
      field(words.roster.dayCap, "day", number),
      h("button", { class: "primary" }, words.roster.save),
    );
  }

  /**
   * @param {Event} event
   * @param {RosterRep} rep
   */
  #sent(event, rep) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? "");
    const number = (/** @type {string} */ name) => (text(name) ? { [name === "open" ? "open_leads" : "per_day"]: Number(text(name)) } : {});
    const until = text("until") ? { away_until: new Date(text("until")).getTime(), away_why: text("why") } : {};
    void this.#say(rep, { rep: rep.id, ...until, ...number("open"), ...number("day") });
  }

  /**
   * @param {RosterRep} rep
   * @param {object} change
   */
  async #say(rep, change) {
    await orSaid(this.#said, async () => {
      const { body } = await changeRoster(change);
      for (const open of this.querySelectorAll("details[open]")) open.removeAttribute("open");
      this.show(body);
      setText(this.#said, words.roster.saved(rep.name));
    });
  }
}

/**
 * Until when a choice is, in ms, on the clock of whoever looks.
 * @param {string} until a key of the texts' `awayFor`
 */
function awayUntil(until) {
  const day = new Date(edgeTime());
  if (until === "hour") return Math.round(edgeTime() + 60 * 60_000);
  day.setDate(day.getDate() + ({ today: 1, tomorrow: 2, week: 8 - (day.getDay() || 7) }[until] ?? 1));
  return day.setHours(0, 0, 0, 0);
}

customElements.define("baton-roster", BatonRoster);
